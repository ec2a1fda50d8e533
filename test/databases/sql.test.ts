import { afterAll, describe, expect, inject, test } from "vitest";
import { printCall } from "../../kernel/magics/print-call.ts";
import { type Layer, originOf } from "../../src/layers/layer.ts";
import { Session } from "../../src/session/session.ts";
import type { Task } from "../../src/tasks/task.ts";

const WORKER = new URL("../../dist/test/worker.js", import.meta.url);
const address = inject("postgres");
const password = decodeURIComponent(new URL(address || "postgis://a:b@c").password);
/** The password as SQL that does not hold it. */
const apart = Array.from(password)
  .map((letter) => `'${letter}'`)
  .join(" || ");
process.env["MAPCELL_DSN_TEST_BASE"] = address;

const session = new Session({ workerUrl: WORKER, lanes: 1 });
afterAll(() => session.close());

function run(query: string, options: object = {}): Task<Layer> {
  return session.submit("sql", { query, connection: "test-base", ...options }) as Task<Layer>;
}

function printed(task: Task, language: "magic" | "ts"): { readonly text: string; readonly secrets: readonly string[] } {
  const { call, by } = session.history.of(task.id)!;
  const context = { names: session.names, variableOf: () => undefined, callOf: () => undefined };
  return printCall(call, language, { description: task.description, by, ...context });
}

describe.skipIf(address === "")("a query as a task", () => {
  test("gives a layer, or a table, of a connection's name", async () => {
    const layer = await run("select n, st_setsrid(st_point(n, n), 4326) as geom from generate_series(1, 3) n");
    expect([layer.length, layer.crs, layer.fields.map(({ name }) => name)]).toEqual([3, "EPSG:4326", ["n"]]);
    const table = await run("select $1::int + 1 as next", { params: [41] });
    expect([...table].map(({ properties }) => properties)).toEqual([{ next: 42 }]);
  });

  test("is cancelled at the server, and the task is canceled soon", async () => {
    const task = run("select pg_sleep(60) as asleep");
    const asleep = async (): Promise<unknown> => {
      const [row] = await run(
        "select count(*)::int n from pg_stat_activity where query = 'select pg_sleep(60) as asleep' and state = 'active'",
      );
      return row?.properties["n"];
    };
    await expect.poll(asleep).toBe(1);
    task.cancel();
    await expect(Promise.resolve(task)).rejects.toMatchObject({ code: "TASK_CANCELED" });
    expect(task.status).toBe("canceled");
    await expect.poll(asleep).toBe(0);
  });

  test("equal answers have equal provenance, whatever the connection is called", async () => {
    const [one, two] = await Promise.all([run("select 1 as a"), run("select 1 as a", { connection: address })]);
    expect(one.provenance.hash).toBe(two.provenance.hash);
    expect((await run("select now() as a")).provenance.hash).not.toBe((await run("select now() as a")).provenance.hash);
    expect(one.provenance.files?.map(({ path }) => path)).toEqual(["postgis://test-base"]);
  });

  test("is written in the history as it was asked for, of one line or of several", async () => {
    const one = run("select 1 as a where :b > 0", { params: { b: "1" } });
    const two = run("select 2 as a\nwhere true");
    await Promise.all([one, two]);
    expect(printed(one, "magic").text).toBe('%sql test-base "select 1 as a where :b > 0" --params b=1');
    expect(printed(two, "magic").text).toBe("%%sql test-base\nselect 2 as a\nwhere true");
    expect(printed(one, "ts").text).toBe(
      'geo.sql("select 1 as a where :b > 0", { connection: "test-base", params: {"b":"1"} });',
    );
  });

  test("a table is loaded by its address", async () => {
    await run("create table if not exists loaded_places as select 7 as a, st_setsrid(st_point(1, 2), 4326) as geom");
    const layer = await session.load("places", "postgis://test-base?table=loaded_places");
    expect([layer.length, layer.crs]).toEqual([1, "EPSG:4326"]);
    const again = await session.load("again", `${address}?table=loaded_places`, { fields: ["a"] });
    expect([...again].map(({ properties }) => properties)).toEqual([{ a: 7 }]);
    expect(() => session.load("x", "postgis://test-base?table=a", { encoding: "latin1" })).toThrow(
      "encoding is for files",
    );
  });

  test("a layer is saved by a lane, and what is told of it names no password", async () => {
    const layer = await run("select 1 as a, st_setsrid(st_point(1, 2), 4326) as geom");
    const saved = await session.save(layer, `${address}?table=saved_places`, { replace: true });
    expect(saved).toMatchObject({ features: 1, path: expect.stringContaining(":***@") });
    expect(await run("select a, st_astext(geom) as wkt from saved_places").then(([row]) => row?.properties)).toEqual({
      a: 1,
      wkt: "POINT(1 2)",
    });
    expect(() => session.save(layer, "postgis://test-base?table=x", { append: true, replace: true })).toThrow(
      "not both",
    );
  });

  test("no password is told by errors, history, provenance, descriptions or logs", async () => {
    const wrong = address.replace(/\/postgres$/, "/missing");
    const refused = new URL(address);
    refused.password = "wr0ng-secret";
    const tasks = [
      run("select 1 as a", { connection: address }),
      run("raise", { connection: address }),
      run("select 1", { connection: wrong }),
      run("select 1", { connection: address.replace(/:\d+\//, ":1/") }),
      run(`do $$ begin raise notice 'see %', ${apart}; end $$`, { connection: address }),
      run(`select (${apart})::int`, { connection: address }),
      session.load("p", `${address}?table=nothing`),
      session.load("p", `${address}?table=loaded_places`),
    ];
    const settled = await Promise.allSettled(tasks);
    const told = [
      ...settled.map((each) =>
        each.status === "rejected"
          ? errorTexts(each.reason)
          : JSON.stringify([each.value.provenance, originOf(each.value)]),
      ),
      ...tasks.flatMap((task) => [
        task.description,
        JSON.stringify(task.logs),
        printed(task, "magic").text,
        printed(task, "ts").text,
      ]),
      ...[`postgis://u:${password}@h/d`, `postgres://u:${password}@h:x/d?table=a`].map((bad) =>
        thrownBy(() => session.load("q", bad)),
      ),
      thrownBy(() => session.load(address, "x.geojson")),
      thrownBy(() => run("select 1", { connection: "nowhere" })),
    ].join("\n");
    expect(told).toContain("***");
    for (const secret of [password, encodeURIComponent(password), "s3cr3t", "p@ss", "#word"])
      expect(told).not.toContain(secret);
    expect(printed(tasks[0]!, "magic")).toMatchObject({
      text: expect.stringContaining("{process.env.PASSWORD}"),
      secrets: ["PASSWORD"],
    });
  });
});

function errorTexts(error: unknown): string {
  const { message, stack, cause } = error as Error;
  return [message, stack, cause === undefined ? "" : errorTexts(cause)].join("\n");
}

function thrownBy(act: () => unknown): string {
  try {
    act();
    return "";
  } catch (error) {
    return errorTexts(error);
  }
}
