import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { type CliResult, mapcell, notebookFolder, outputsOf, runProgram, succeeding, textOf } from "../fixtures/cli.ts";
import { environmentPython, isolatedJupyter } from "../fixtures/jupyter-server.ts";

const folder = notebookFolder();
afterAll(() => folder.remove());
const out = join(folder.path, "out.ipynb");

/** Cells that leave something behind, with what it prints. */
const LEFT: readonly (readonly [cell: string, printed: string])[] = [
  [`setTimeout(() => console.log("timer"), 300); 0`, "timer"],
  [`setTimeout(() => setTimeout(() => console.log("second"), 100), 100); 0`, "second"],
  [
    `const wait = (ms: number) => new Promise<void>((done) => setTimeout(done, ms)); wait(200).then(() => console.log("then")); 0`,
    "then",
  ],
  [`[3, 1, 2].forEach(async (n) => { await wait(n * 50); console.log("each", n); }); 0`, "each 1\neach 2\neach 3\n"],
  [
    `import fs from "node:fs"; fs.readFile("text.txt", "utf8", (_, text) => console.log("file", text)); 0`,
    "file a text",
  ],
  [`fs.promises.readFile("text.txt", "utf8").then((text) => console.log("promised", text)); 0`, "promised a text"],
  [
    `import zlib from "node:zlib"; zlib.gzip(Buffer.alloc(3_000_000), (_, packed) => console.log("zip", packed.length < 9999)); 0`,
    "zip true",
  ],
  [
    `import crypto from "node:crypto"; crypto.pbkdf2("a", "b", 200_000, 64, "sha512", (_, key) => console.log("key", key.length)); 0`,
    "key 64",
  ],
  [
    `import { execFile } from "node:child_process"; execFile("sh", ["-c", "sleep 0.3; echo program"], (_, text) => console.log(text)); 0`,
    "program",
  ],
  [
    `import http from "node:http";
const server = http.createServer((_, response) => setTimeout(() => response.end("answer"), 1500));
await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
const url = "http://127.0.0.1:" + (server.address() as any).port; 0`,
    "",
  ],
  [`fetch(url).then((response) => response.text()).then((text) => console.log("fetch", text)); 0`, "fetch answer"],
  [`fetch(url).then((response) => response.text()).then((text) => console.log("again", text)); 0`, "again answer"],
  [`http.get(url, (response) => response.on("data", (data) => console.log("get", String(data)))); 0`, "get answer"],
  [
    `import net from "node:net";
const echo = net.createServer((socket) => socket.on("data", (data) => setTimeout(() => socket.write(data), 1200)));
await new Promise<void>((done) => echo.listen(0, "127.0.0.1", done));
const kept = net.connect((echo.address() as any).port);
kept.on("data", (data) => console.log("echo", String(data)));
kept.write("one"); 0`,
    "echo one",
  ],
  [
    `(async () => { const { gzipSync } = await import("node:zlib"); console.log("import", typeof gzipSync); })(); 0`,
    "import function",
  ],
  [
    `(async () => { await wait(100); const one = await geo.buffer(Layer.from({ type: "Point", coordinates: [1, 2] }), { distance: 1 }); console.log("task", one.length); })(); 0`,
    "task 1",
  ],
  [
    `import { Worker } from "node:worker_threads"; new Worker("setTimeout(() => require('node:worker_threads').parentPort.postMessage('hello'), 200)", { eval: true }).on("message", (text) => console.log("thread", text)); 0`,
    "thread hello",
  ],
];

/** Notebooks need not join what was printed in several turns. */
const lines = (printed: string): string => printed.replace(/\n+/g, "\n");

test("what cells have left behind is waited for, and prints in its cell; the same in nbclient", async () => {
  writeFileSync(join(folder.path, "text.txt"), "a text");
  const notebook = folder.write("left.ipynb", ...LEFT.map(([cell]) => cell));
  await succeeding(mapcell("run", notebook, "-o", out));
  const texts = outputsOf(out).map(textOf);
  for (const [index, [, printed]] of LEFT.entries()) expect(texts[index]).toContain(printed);
  await succeeding(nbclient(notebook));
  expect(outputsOf(notebook).map(textOf).map(lines)).toEqual(texts.map(lines));
});

test("intervals, servers and what is unref'ed are not waited for", async () => {
  const notebook = folder.write(
    "kept.ipynb",
    `setInterval(() => 0, 20);
setTimeout(() => console.log("unref"), 60_000).unref();
const later = new Promise(() => {});
require("node:http").createServer().listen(0, "127.0.0.1");
require("node:fs").watch(".");
0`,
    `clearTimeout(setTimeout(() => console.log("cleared"), 60_000)); 0`,
  );
  await succeeding(mapcell("run", notebook, "-o", out));
  expect(outputsOf(out).map(textOf)).toEqual(['"0"', '"0"']);
});

test("what takes longer than ten seconds is waited for once more at the end", async () => {
  const late = folder.write("late.ipynb", `setTimeout(() => console.log("late"), 10_600); 0`, `"next"`);
  const failing = folder.write(
    "late-failure.ipynb",
    `setTimeout(() => void Promise.reject(new Error("too late")), 10_600); 0`,
    `"next"`,
  );
  const [printed, failed] = await Promise.all([
    mapcell("run", late, "-o", out),
    mapcell("run", failing, "-o", join(folder.path, "failed.ipynb")),
  ]);
  expect(printed.code).toBe(0);
  expect(lines(textOf(outputsOf(out)[0] ?? []))).toMatch(/^"0"\n10 s after its end .*\nlate\n$/);
  expect(failed).toMatchObject({
    code: 1,
    err: expect.stringContaining("Cell 1 of 2 (id c1) failed: Error: too late"),
  });
});

test("a failure that comes after its cell fails the run with that cell named", async () => {
  const notebook = folder.write(
    "after.ipynb",
    `let n = 0;
const ticking = setInterval(() => {
  if (++n < 9) return;
  clearInterval(ticking);
  void Promise.reject(new Error("from an interval"));
}, 100);`,
    `while (n < 9) await new Promise((done) => setTimeout(done, 20));`,
    `"not run"`,
  );
  const { code, err } = await mapcell("run", notebook, "-o", out);
  expect([code, err]).toEqual([1, expect.stringContaining("Cell 1 of 3 (id c1) failed: Error: from an interval")]);
  const executed = await nbclient(notebook);
  expect(executed.code).not.toBe(0);
  expect(executed.err).toContain("In cell 1, after its end.");
});

function nbclient(notebook: string): Promise<CliResult> {
  const args = ["-m", "jupyter", "execute", notebook, "--inplace", "--kernel_name=mapcell"];
  return runProgram(environmentPython(), args, isolatedJupyter(join(folder.path, "jupyter")));
}
