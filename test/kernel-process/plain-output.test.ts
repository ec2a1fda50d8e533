import { afterAll, beforeAll, expect, test } from "vitest";
import { contents, KernelClient, printed, shown } from "../fixtures/kernel-client.ts";

let kernel: KernelClient;
beforeAll(async () => {
  kernel = await KernelClient.start();
});
afterAll(() => kernel.close());

/** All that a cell shows. */
async function seen(code: string): Promise<string> {
  const answer = await kernel.execute(code);
  const data = contents(answer, "display_data").map(
    (content) => (content["data"] as Record<string, unknown>)["text/plain"],
  );
  const errors = contents(answer, "error").map(({ traceback }) => (traceback as string[]).join("\n"));
  return [printed(answer), printed(answer, "stderr"), ...data, ...errors, shown(answer)]
    .filter((text) => text !== undefined && text !== "")
    .join("\n");
}

// what Node prints where no asynchronous context is set
test.each([
  ["a promise", `async function f() { return 1 }\nf()`, "Promise { 1 }"],
  [
    "in console.log, nested",
    `console.log({ p: f(), q: new Map([["k", f()]]) })`,
    "{ p: Promise { 1 }, q: Map(1) { 'k' => Promise { 1 } } }\n",
  ],
  ["by display, pending", `display(new Promise(() => {}));`, "Promise { <pending> }"],
  ["rejected", `const bad = Promise.reject(7); bad.catch(() => 0); bad`, "Promise { <rejected> 7 }"],
  ["of a class of its own", `class Mine extends Promise<number> {}\nMine.resolve(2)`, "Mine [Promise] { 2 }"],
  ["too deep", `({ a: { b: { c: f() } } })`, "{ a: { b: { c: [Promise] } } }"],
  ["frozen", `Object.freeze(f())`, "Promise {}"],
  [
    "a timer",
    `const timer = setTimeout(() => 0, 5); clearTimeout(timer); timer`,
    "Timeout { _idleTimeout: -1, _repeat: null, _destroyed: true }",
  ],
])("%s shows itself and nothing of the kernel: %s", async (_, code, text) => {
  expect(await seen(code)).toBe(text);
});

test("what carries a context of Node's names the cell at most", async () => {
  const text = await seen(
    `import { createServer } from "node:net"; const server = createServer(); await new Promise<void>((done) => server.listen(0, done));
console.log(server); server.close();`,
  );
  expect(text).toContain("_events");
  expect(text).not.toMatch(/msg_id|session|identities/);
});

test("a warning has no process id", async () => {
  expect(
    await seen(
      `process.emitWarning("old", { type: "DeprecationWarning", code: "DEP1", detail: "Use new." }); await 0; await new Promise((done) => setImmediate(() => done(0))); void 0`,
    ),
  ).toBe("[DEP1] DeprecationWarning: old\nUse new.\n");
});

test("errors that a task returns or logs, and ours, name the user's lines and no file of the kernel's", async () => {
  const text =
    await seen(`const made = Task.fromFunction(() => { console.log(new Error("logged")); return new Error("returned"); }, 0);
tasks.add(made); console.log(await made, made.logs.map(({ text }) => text).join());
const late = Task.fromFunction(() => { for (;;); }, 0, { timeoutMs: 20 }); tasks.add(late); console.log(await late.settled);`);
  expect(text).toMatch(/Error: returned\n\s+at .*Cell \d+, line 1, column \d+/);
  expect(text).toMatch(/Error: logged\n\s+at mapcell-run-\d+, line/);
  expect(text).toContain("reason: 'timeout'");
  expect(text).not.toMatch(/file:|\/dist\/|task [\w-]{22}/);
});

test.each([
  ["display as the last line shows one output", `display("only this")`, "'only this'"],
  ["a Jupyter.display method may return text", `({ [Symbol.for("Jupyter.display")]: () => "as text" })`, "as text"],
  ["or nothing", `class Quiet { [Symbol.for("Jupyter.display")]() { return null; } }\nnew Quiet()`, "Quiet {}"],
])("%s", async (_, code, text) => {
  expect(await seen(code)).toBe(text);
});

test("bytes of a picture go out as base64, those of text as text", async () => {
  const answer = await kernel.execute(
    `display({ "image/png": Buffer.from([137, 80, 78, 71]), "text/html": new TextEncoder().encode("<b>ä</b>") }, { raw: true });
({ [Symbol.for("Jupyter.display")]: async () => ({ "image/png": new Uint8Array([1, 2]) }) })`,
  );
  expect(contents(answer, "display_data")[0]?.["data"]).toEqual({ "image/png": "iVBORw==", "text/html": "<b>ä</b>" });
  expect(contents(answer, "execute_result")[0]?.["data"]).toMatchObject({ "image/png": "AQI=" });
});

test.each([
  ["console.trace names what it was given", `console.trace("here")`, /^Trace: here\n/],
  [
    "so does a stack that was asked for",
    `const o: { name: string; message: string; stack?: string } = { name: "N", message: "m" }; Error.captureStackTrace(o); console.log(o.stack)`,
    /^N: m\n/,
  ],
  [
    "an error's other properties are shown",
    `throw Object.assign(new Error("no"), { code: "E1", details: { n: 1 } })`,
    /\{\n {2}code: 'E1',\n {2}details: \{\n {4}n: 1\n {2}\}\n\}/,
  ],
  [
    "a task that was never added says so",
    `await Task.fromFunction(() => 1, 0).settled`,
    /never started.*tasks\.add\(task\)/,
  ],
  [
    "readline says what to use",
    `import { createInterface } from "node:readline"; const rl = createInterface({ input: process.stdin, output: process.stdout });
await new Promise((done) => rl.question("Q? ", done))`,
    /Use await input\("Q\? "\)/,
  ],
  [
    "so does that of promises",
    `import * as asking from "node:readline/promises"; await asking.createInterface({ input: process.stdin }).question("Q? ")`,
    /Use await input\("Q\? "\)/,
  ],
])("%s", async (_, code, pattern) => {
  expect(await seen(code)).toMatch(pattern);
});

test("settled may be asked for before the task is added, and awaited after", async () => {
  expect(
    await seen(
      `const early = Task.fromFunction(() => 5, 0); const end = early.settled; tasks.add(early); (await end).status`,
    ),
  ).toContain("'complete'");
});

test("prompt asks like input, and has an answer of its own where none is typed", async () => {
  kernel.onInput = ({ prompt }) => (prompt === "Name? " ? "Ada" : "");
  expect(await seen(`[await prompt("Name? "), await prompt("Empty? ", "nobody")]`)).toBe("[ 'Ada', 'nobody' ]");
});

test("what a task writes to its standard output goes to its log", async () => {
  const text =
    await seen(`const writes = Task.fromFunction(() => { process.stdout.write("out\\n"); process.stderr.write(Buffer.from("err")); }, 0);
tasks.add(writes); await writes; writes.logs.map(({ level, text }) => level + " " + text)`);
  expect(text).toContain("[ 'info out', 'warning err' ]");
  expect(kernel.log).toBe("");
});

test("completion offers nothing of the kernel's", async () => {
  const { reply } = await kernel.request("complete_request", { code: "__", cursor_pos: 2 });
  expect(reply["matches"]).not.toContain("__mapcell");
});
