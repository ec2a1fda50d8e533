import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, realpathSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { mapcell, notebookFolder, outputsOf, textOf } from "../fixtures/cli.ts";

const folder = notebookFolder();
afterAll(() => folder.remove());
const out = join(folder.path, "out.ipynb");

test("cells run in order, in the notebook's folder, and their results are saved", async () => {
  const notebook = folder.write("a.ipynb", "const x = 20;", 'console.log("x is", x);\nx + 1', "process.cwd()");
  const { code, err } = await mapcell("run", notebook, "-o", out);
  expect([code, err]).toEqual([0, expect.stringContaining(`Wrote ${out}`)]);
  const [first, second, third] = outputsOf(out);
  expect(first).toEqual([]);
  expect(second).toEqual([
    { output_type: "stream", name: "stdout", text: "x is 20\n" },
    { output_type: "execute_result", execution_count: 2, data: { "text/plain": "21" }, metadata: {} },
  ]);
  expect(textOf(third ?? [])).toContain(realpathSync(folder.path));
});

test("the first cell that fails ends the run with code 1, named with its error; the notebook is kept up to it", async () => {
  const notebook = folder.write("b.ipynb", "1 + 1", 'throw new Error("too wet");', "3");
  const { code, err } = await mapcell("run", notebook, "-o", out);
  expect(code).toBe(1);
  expect(err).toContain("Cell 2 of 3 (id c2) failed: Error: too wet");
  const outputs = outputsOf(out);
  expect(outputs.map((cell) => cell.map(({ output_type }) => output_type))).toEqual([
    ["execute_result"],
    ["error"],
    [],
  ]);
});

test("a cell that takes longer than --timeout ends the run with code 4", async () => {
  const notebook = folder.write("c.ipynb", "while (true) {}");
  const { code, err } = await mapcell("run", notebook, "--timeout", "2");
  expect([code, err]).toEqual([4, expect.stringContaining("Cell 1 of 1 (id c1) took longer than 2 s.")]);
});

test("a kernel that dies ends the run with code 3", async () => {
  const notebook = folder.write("d.ipynb", "process.kill(process.pid, 'SIGKILL')");
  const { code, err } = await mapcell("run", notebook, "-o", join(folder.path, "none.ipynb"));
  expect([code, err]).toEqual([3, expect.stringContaining("The kernel ended with SIGKILL")]);
  expect(existsSync(join(folder.path, "none.ipynb"))).toBe(false);
});

test("Ctrl+C ends the run with code 130, and the kernel with it", async () => {
  const pidFile = join(folder.path, "pid");
  const cell = `require("node:fs").writeFileSync(${JSON.stringify(pidFile)}, String(process.pid));\nwhile (true) {}`;
  const child = spawn(process.execPath, ["dist/src/cli/main.js", "run", folder.write("i.ipynb", cell)]);
  const ended = new Promise((done) => child.once("exit", done));
  await expect.poll(() => existsSync(pidFile), { timeout: 60_000 }).toBe(true);
  child.kill("SIGINT");
  expect(await ended).toBe(130);
  expect(() => process.kill(Number(readFileSync(pidFile, "utf8")), 0)).toThrow("ESRCH");
});

test("without -o the results are printed as text", async () => {
  const notebook = folder.write("e.ipynb", 'console.log("hello")', "6 * 7");
  const { code, out: printed } = await mapcell("run", notebook);
  expect([code, printed]).toEqual([0, "hello\n42\n"]);
});

test("an unwritable place is refused, and nothing is left there", async () => {
  const notebook = folder.write("f.ipynb", "1");
  const { code, err } = await mapcell("run", notebook, "-o", join(folder.path, "no", "out.ipynb"));
  expect([code, err]).toEqual([2, expect.stringContaining("Cannot write the notebook")]);
});

test("tasks in the background are waited for at the end, so that their displays are final", async () => {
  mkdirSync(join(folder.path, "data"), { recursive: true });
  const notebook = folder.write(
    "g.ipynb",
    "const points = Layer.from({ type: 'MultiPoint', coordinates: [[0, 0], [10, 10]] });\n%buffer points --distance 10km --as near --background",
  );
  const { code } = await mapcell("run", notebook, "-o", out);
  expect(code).toBe(0);
  expect(textOf(outputsOf(out).flat())).toMatch(/near/);
  expect(textOf(outputsOf(out).flat())).not.toMatch(/queued|running/i);
});

test("running twice gives the same bytes", async () => {
  const notebook = folder.write("h.ipynb", "const a = [1, 2];", "a", "%load nothing missing.geojson --background");
  const second = join(folder.path, "second.ipynb");
  await mapcell("run", notebook, "-o", out);
  await mapcell("run", notebook, "-o", second);
  expect(readFileSync(second, "utf8")).toBe(readFileSync(out, "utf8"));
});
