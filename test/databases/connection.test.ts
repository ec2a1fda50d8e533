import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { connectionNames, findConnection } from "../../src/formats/postgis/connection.ts";

const folder = mkdtempSync(join(tmpdir(), "mapcell-services-"));
afterAll(() => rmSync(folder, { recursive: true }));
const PGSERVICEFILE = join(folder, "services.conf");
writeFileSync(
  PGSERVICEFILE,
  "# mine\n[office]\nhost=db.example\nport=5433\ndbname=gis\nuser=ann\npassword=x y\n\n[home]\nhost = localhost\n",
);
const environment = {
  PGSERVICEFILE,
  MAPCELL_DSN_GIS: "postgres://ann:p%40ss@db.example:5433/gis?sslmode=require&application_name=me",
  MAPCELL_DSN_WORDS: "host='/var/run/my sockets' dbname=gis password='it\\'s'",
  MAPCELL_DSN_MY_DATA: "postgres://localhost",
  PGHOST: "pghost",
  PGPASSWORD: "of pghost",
  PGUSER: "me",
};

test.each([
  [
    "gis",
    {
      host: "db.example",
      port: "5433",
      dbname: "gis",
      user: "ann",
      password: "p@ss",
      sslmode: "require",
      application_name: "me",
    },
  ],
  ["words", { host: "/var/run/my sockets", dbname: "gis", user: "me", password: "it's" }],
  ["my-data", { host: "localhost", user: "me" }],
  ["office", { host: "db.example", port: "5433", dbname: "gis", user: "ann", password: "x y" }],
  ["home", { host: "localhost", user: "me" }],
  [
    "postgis://gis?table=a",
    {
      host: "db.example",
      port: "5433",
      dbname: "gis",
      user: "ann",
      password: "p@ss",
      sslmode: "require",
      application_name: "me",
    },
  ],
  ["postgis:///gis?table=a", { host: "pghost", dbname: "gis", user: "me", password: "of pghost" }],
  ["postgresql://bob@[::1]/a%20b", { host: "::1", dbname: "a b", user: "bob" }],
])("%s is found", (given, settings) => {
  expect(findConnection(given, environment).settings).toEqual(settings);
});

test("an unknown name is refused with those that there are", () => {
  expect(connectionNames(environment)).toEqual(["gis", "words", "my_data", "office", "home"]);
  expect(() => findConnection("gsi", environment)).toThrow(
    /no connection "gsi"\. Did you mean "gis".*There are: gis, words.*MAPCELL_DSN_GSI/,
  );
  expect(() => findConnection("x", { ...environment, MAPCELL_DSN_X: "nonsense" })).toThrow("neither an address");
});

test("a label shows no password, even one that was not encoded", () => {
  expect(findConnection("gis", environment).label).toBe("gis");
  expect(findConnection("postgis://a:b@c/d", {}).label).toBe("postgis://a:***@c/d");
  expect(() => findConnection("postgis://a:p/w@c:y/d", {})).toThrow(/^(?!.*p\/w).*%2F/);
});
