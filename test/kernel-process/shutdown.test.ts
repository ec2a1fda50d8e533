import { spawn } from "node:child_process";
import { once } from "node:events";
import { describe, expect, test } from "vitest";
import { type KernelClient, openKernel, printed } from "../fixtures/kernel-client.ts";
import { isRunning } from "../fixtures/processes.ts";

const WITHIN = { timeout: 60_000, interval: 50 };

const CHILDREN = `const { exec, fork, spawn } = require("node:child_process");
require("node:fs").writeFileSync("forked.cjs", "setInterval(() => {}, 1000)");
const stubborn = spawn("sh", ["-c", "trap '' TERM; echo ready; while :; do sleep 1; done"]);
await new Promise((resolve) => stubborn.stdout.once("data", resolve));
const children = [spawn("sleep", ["600"]), exec("sleep 600; true"), fork("./forked.cjs"), stubborn];
console.log(children.map(({ pid }) => pid).join(" "));`;

/** Starts child processes in a cell and gives their numbers. */
async function children(kernel: KernelClient): Promise<number[]> {
  const pids = printed(await kernel.execute(CHILDREN))
    .trim()
    .split(" ")
    .map(Number);
  expect(pids.map(isRunning)).toEqual([true, true, true, true]);
  return pids;
}

const TASKS = "for (let n = 0; n < 4; n++) tasks.add(Task.fromFunction(() => { for (;;); }));";
const THREADS = `const { Worker } = require("node:worker_threads");
new Worker("for (;;);", { eval: true });
const waiting = new Worker("require('child_process').execSync('sleep 600', { stdio: 'ignore' })", { eval: true });
waiting.on("error", () => {});
await new Promise((resolve) => waiting.once("online", resolve));`;
const TIMERS = "setInterval(() => {}, 10); setTimeout(() => {}, 1e6); require('net').createServer().listen(0);";

describe("when its parent dies, the kernel ends", () => {
  test.each([
    ["idle", ""],
    ["busy", "console.log('begun'); for (;;);"],
    ["with tasks running", `${TASKS} console.log('begun');`],
    ["waiting for a child process", "console.log('begun'); require('child_process').execSync('sleep 600');"],
  ])("%s", async (_, code) => {
    const parent = spawn("sleep", ["600"]);
    const kernel = await openKernel({ env: { JPY_PARENT_PID: String(parent.pid) } });
    if (code !== "") await kernel.begin(code);
    parent.kill("SIGKILL");
    await once(parent, "exit");
    expect(await kernel.ended()).toBe("SIGKILL");
  });
});

describe("child processes of cells end with the kernel", () => {
  test("that is shut down", async () => {
    const kernel = await openKernel();
    const pids = await children(kernel);
    await kernel.request("shutdown_request", { restart: false }, "control");
    expect(await kernel.ended()).toBe(0);
    await expect.poll(() => pids.filter(isRunning), WITHIN).toEqual([]);
  });

  test("whose parent dies", async () => {
    const parent = spawn("sleep", ["600"]);
    const kernel = await openKernel({ env: { JPY_PARENT_PID: String(parent.pid) } });
    const pids = await children(kernel);
    parent.kill("SIGKILL");
    await kernel.ended();
    await expect.poll(() => pids.filter(isRunning), WITHIN).toEqual([]);
  });

  test("that is killed", async () => {
    const kernel = await openKernel();
    const pids = await children(kernel);
    kernel.process.kill("SIGKILL");
    await expect.poll(() => pids.filter(isRunning), WITHIN).toEqual([]);
  });

  test("unless they were detached", async () => {
    const kernel = await openKernel();
    const code = `const { spawn } = require("node:child_process");
const [left, kept] = [false, true].map((detached) => spawn("sleep", ["600"], { detached, stdio: "ignore" }));
console.log(left.pid, kept.pid);`;
    const [left = 0, kept = 0] = printed(await kernel.execute(code))
      .trim()
      .split(" ")
      .map(Number);
    await kernel.request("shutdown_request", { restart: false }, "control");
    await expect.poll(() => isRunning(left), WITHIN).toBe(false);
    expect(isRunning(kept)).toBe(true);
    process.kill(kept);
  });
});

test("a kernel that shares the group of whoever started it ends nobody else", async () => {
  const neighbour = spawn("sleep", ["600"]);
  const kernel = await openKernel({ detached: false });
  await kernel.execute("1");
  await kernel.request("shutdown_request", { restart: false }, "control");
  expect(await kernel.ended()).toBe(0);
  expect(neighbour.exitCode ?? neighbour.signalCode).toBe(null);
  neighbour.kill();
});

describe("a shutdown is answered and ends the kernel", () => {
  test.each([
    [true, "nothing in its way", ""],
    [true, "timers and servers", TIMERS],
    [true, "a timer that never comes back", "setTimeout(() => { for (;;); }, 0)"],
    [true, "tasks", TASKS],
    [false, "worker threads, one of which waits for a process", THREADS],
    [true, "all of these and child processes", `${TIMERS}\n${TASKS}\n${THREADS}\n${CHILDREN}`],
  ])("restart: %j, with %s", async (restart, _, code) => {
    const kernel = await openKernel();
    const { reply: done } = await kernel.execute(code);
    expect(done["status"]).toBe("ok");
    const { reply } = await kernel.request("shutdown_request", { restart }, "control");
    expect(reply).toEqual({ status: "ok", restart });
    await kernel.ended();
  });
});
