import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Answer, contents, KernelClient, printed } from "../fixtures/kernel-client.ts";
import { lacksPostgres, PASSWORD, type Postgres, startPostgres } from "../fixtures/postgres.ts";

/** Why there is none here; where everything must run that is a failure. */
const reason = process.env["CI"] === "true" ? undefined : lacksPostgres();
const folder = mkdtempSync(join(tmpdir(), "mapcell-databases-"));
let server: Postgres;
let kernel: KernelClient;

function errorsOf(answer: Answer): string {
  return contents(answer, "error").map(({ evalue }) => String(evalue)).join("\n"); // prettier-ignore
}

describe.skipIf(reason !== undefined)(`databases in cells${reason === undefined ? "" : ` (${reason})`}`, () => {
  beforeAll(async () => {
    server = await startPostgres();
    kernel = await KernelClient.start({ cwd: folder, env: { MAPCELL_DSN_GIS: server.address } });
  });
  afterAll(async () => {
    await kernel.close();
    await server.stop();
    rmSync(folder, { recursive: true });
  });

  test("a cell of SQL, a line of SQL, loading and saving a table", async () => {
    const made = await kernel.execute(
      "%%sql gis --param most=3 --as dots\nselect n, st_setsrid(st_point(n, n), 4326) as geom\nfrom generate_series(1, :most) as n",
    );
    expect(errorsOf(made)).toBe("");
    const saved = await kernel.execute(
      "await dots\n%save dots postgis://gis?table=dots --wait\n%load again postgis://gis?table=dots --wait",
    );
    expect(errorsOf(saved)).toBe("");
    const value = await kernel.execute(
      'const most = 2\n%sql gis "select count(*)::int as n from dots where n <= :most" --param most={most} --as counted --wait\nconsole.log(layers.again.length, (await counted).head(1)[0].properties.n)',
    );
    expect([errorsOf(value), printed(value)]).toEqual(["", "3 2\n"]);
  });

  test("a value is not put into the text of a query", async () => {
    const answer = await kernel.execute('const x = 1\n%sql gis "select {x}"');
    expect(errorsOf(answer)).toContain("--param name={…}");
  });

  test("a cell without a connection asks the layers", async () => {
    await kernel.execute("%%sql --as sums --wait\nselect sum(n) as total from dots");
    expect(printed(await kernel.execute("console.log((await sums).head(1)[0].properties.total)"))).toBe("6\n");
  });

  test("an interrupt cancels what the server is doing", async () => {
    const header = await kernel.begin(
      '%sql gis "select pg_sleep(100) as x" --as asleep\nconsole.log("asked")\nawait asleep',
    );
    await kernel.request("interrupt_request", {}, "control");
    await kernel.idle(header);
    const left = await kernel.execute(
      `%sql gis "select count(*)::int as n from pg_stat_activity where state = 'active' and query like 'select pg_sleep(100)%'" --as left --wait\nconsole.log((await left).head(1)[0].properties.n, asleep.status)`,
    );
    expect(printed(left)).toBe("0 canceled\n");
  });

  test("nothing that leaves the kernel has the password in it", async () => {
    for (const code of [
      "%load kept postgis://gis?table=dots --wait\nkept",
      "const secret = process.env.MAPCELL_DSN_GIS!\n%load direct {secret}?table=dots --wait\ndirect",
      '%sql {secret} "select 1 as a" --as one --wait\none',
      '%sql {secret} "select raise" --as two --wait',
      `%sql {secret.replace("/postgres", "/missing")} "select 1" --wait`,
      `%load {secret} x.geojson`,
      "%show direct",
      "%tasks",
      "%log",
      "%history",
      "%history --as ts",
      "%layers",
      "%map direct one",
      "console.log(layers.direct.provenance, JSON.stringify(layers.direct.provenance), geo.sql)",
      "%save direct {secret}?table=dots --wait",
      "console.log(await geo.save(direct, `${secret}?table=more`))",
    ]) {
      await kernel.execute(code);
    }
    await kernel.request("inspect_request", { code: "direct", cursor_pos: 3, detail_level: 0 });
    // what a front end shows of a cell is what the user wrote in it
    const told = `${JSON.stringify(kernel.heard.filter(({ header }) => header.msg_type !== "execute_input"))}\n${kernel.log}`;
    expect(told).toContain("tester:***@");
    for (const secret of [PASSWORD, encodeURIComponent(PASSWORD), "s3cr3t"]) expect(told).not.toContain(secret);
  });
});
