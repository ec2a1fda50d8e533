import { expect, test } from "vitest";
import { type Script, toy, toyEngine } from "../tasks/toy-engine.ts";

/** Would end the process that this test runs in, or take its output. */
const ENDS: readonly (readonly [string, Script])[] = [
  ["kill of its own process", () => process.kill(process.pid, "SIGKILL")],
  ["kill of its own process, by a text", () => process.kill(String(process.pid) as unknown as number)],
  ["kill of its group", () => process.kill(0, "SIGKILL")],
  ["kill of everything", () => process.kill(-1, "SIGKILL")],
  [
    "kill behind kill",
    () => (process as unknown as Record<string, (pid: number, signal: number) => void>)["_kill"]!(process.pid, 9),
  ],
  ["an abort", () => process.abort()],
  ["closing its input", () => process.getBuiltinModule("node:fs").closeSync(0)],
  ["closing its output", () => process.getBuiltinModule("node:fs").closeSync(1)],
  ["closing its errors", () => process.getBuiltinModule("node:fs").close(2)],
  ["a socket on its output", () => new (process.getBuiltinModule("node:net").Socket)({ fd: 1 }).destroy()],
  ["a terminal on its output", () => new (process.getBuiltinModule("node:tty").WriteStream)(1).destroy()],
];

test.each(ENDS)("%s ends the task, not the process", async (_, script) => {
  const engine = toyEngine({ lanes: 1 });
  expect(await engine.add(toy("ends", script)).settled).toMatchObject({
    status: "failed",
    error: { code: "FUNCTION_UNSUPPORTED", message: expect.stringContaining("would end the kernel") },
  });
});

const streams: Script = () =>
  new Promise((_, reject) => {
    const stream = process.getBuiltinModule("node:fs").createWriteStream("", { fd: 1 });
    stream.on("error", reject);
    stream.destroy();
  });

test("a stream on its output fails the task, and leaves the descriptor open", async () => {
  expect(await toyEngine({ lanes: 1 }).add(toy("stream", streams)).settled).toMatchObject({ status: "failed" });
});

const endsItsOwn: Script = async () => {
  const { closeSync, openSync } = process.getBuiltinModule("node:fs");
  const { spawn } = process.getBuiltinModule("node:child_process");
  closeSync(openSync("/dev/null", "r"));
  const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"]);
  const ended = new Promise((resolve) => child.once("exit", (_, signal) => resolve(signal)));
  process.kill(child.pid!, "SIGTERM");
  return [await ended, process.kill(process.pid, 0)];
};

test("what a task may end and close stays open to it", async () => {
  expect(await toyEngine({ lanes: 1 }).add(toy("may", endsItsOwn))).toEqual(["SIGTERM", true]);
});

const makesSockets: Script = () => {
  const { Socket, connect } = process.getBuiltinModule("node:net");
  return [
    new Socket() instanceof Socket,
    connect({ port: 1, host: "127.0.0.1" }).on("error", () => undefined) instanceof Socket,
  ];
};

test("a socket of its own is a socket", async () => {
  expect(await toyEngine({ lanes: 1 }).add(toy("socket", makesSockets))).toEqual([true, true]);
});
