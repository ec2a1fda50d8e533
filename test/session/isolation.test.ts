import { afterEach, beforeEach, expect, test } from "vitest";
import { Session } from "../../src/session/session.ts";
import { runBody, type TaskBody } from "./run-body.ts";

const WORKER = new URL("../../dist/test/worker.js", import.meta.url);
let session: Session;

beforeEach(() => {
  session = new Session({ workerUrl: WORKER, lanes: 1 });
});
afterEach(() => session.close());

const body = (source: string): TaskBody => ({ name: "hostile", source, inputs: [] });

test("what a task returns is no layer because it looks like columns", async () => {
  const source = `
    const shared = (Type, length) => new Type(new SharedArrayBuffer(length * Type.BYTES_PER_ELEMENT));
    const geometry = { length: 1, kinds: shared(Uint8Array, 1), partKinds: shared(Uint8Array, 0), geomOffsets: shared(Uint32Array, 2), partOffsets: shared(Uint32Array, 1), ringOffsets: shared(Uint32Array, 1), xy: shared(Float64Array, 0) };
    return { crs: "EPSG:3857", geometry, fields: [], columns: [] };`;
  const task = runBody(session, body(source), { as: "mine" });
  await expect(task).rejects.toMatchObject({ code: "BAD_ARGUMENT" });
  expect(session.store.get("mine")).toBeUndefined();
});

test.each(["layers", "map", "geo", "tasks"])("a task that names %s is refused with the line", (name) => {
  expect(() => runBody(session, body(`const n = 1;\nreturn ${name};`))).toThrow(
    expect.objectContaining({
      code: "FREE_VARIABLE",
      message: expect.stringContaining(`%%task hostile, line 3: "${name}" belongs to the notebook`),
    }),
  );
});

test.each(["layers", "map", "geo", "tasks"])("%s is not there by any other way either", async (name) => {
  const source = `
    const attempts = [
      () => globalThis["${name}"],
      () => globalThis.global["${name}"],
      () => eval("${name}"),
      () => (0, eval)("${name}"),
      () => new Function("return ${name}")(),
      () => require("node:vm").runInThisContext("${name}"),
      () => process.mainModule?.exports["${name}"],
    ];
    return attempts.map((attempt) => { try { return String(attempt()); } catch (error) { return error.name; } });`;
  const seen = (await runBody(session, body(source))) as string[];
  expect(new Set(seen)).toEqual(new Set(["undefined", "ReferenceError"]));
});
