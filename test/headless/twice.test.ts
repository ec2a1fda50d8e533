import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { mapcell, notebookFolder, succeeding } from "../fixtures/cli.ts";

const folder = notebookFolder();
afterAll(() => folder.remove());

test("a notebook of promises, timers, warnings and errors gives the same file twice", async () => {
  const notebook = folder.write(
    "all.ipynb",
    `async function f() { return 1 }\nf()`,
    `console.log({ p: f() }, new Map([["k", Promise.resolve(2)]])); display(f());`,
    `setTimeout(() => 0, 1)`,
    `setTimeout(() => console.log("left"), 50); Promise.resolve(1).then(console.log); void 0`,
    `process.emitWarning("old", "DeprecationWarning", "DEP1"); await new Promise((done) => setImmediate(() => done(0))); void 0`,
    `const returned = Task.fromFunction(() => new Error("returned"), 0); tasks.add(returned); await returned`,
    `const stored = Promise.reject(new Error("kept")); stored.catch(() => 0); stored`,
    `console.trace("here"); new Error("shown")`,
  );
  const [first = "", second] = await Promise.all(
    ["a.ipynb", "b.ipynb"].map(async (name) => {
      await succeeding(mapcell("run", notebook, "-o", join(folder.path, name)));
      return readFileSync(join(folder.path, name), "utf8");
    }),
  );
  expect(second).toBe(first);
  expect(first).not.toMatch(/msg_id|kResourceStore|node:\d|\/dist\//);
});
