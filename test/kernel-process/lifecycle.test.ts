import { spawn } from "node:child_process";
import { once } from "node:events";
import { afterEach, expect, test } from "vitest";
import { executeContent, KernelClient } from "../fixtures/kernel-client.ts";

const open: KernelClient[] = [];
afterEach(async () => {
  for (const kernel of open.splice(0)) await kernel.close();
});

async function start(options: Parameters<typeof KernelClient.start>[0] = {}): Promise<KernelClient> {
  const kernel = await KernelClient.start(options);
  open.push(kernel);
  return kernel;
}

test("kernel_info says what the kernel is, on shell and on control", async () => {
  const kernel = await start();
  for (const channel of ["shell", "control"] as const) {
    const { reply } = await kernel.request("kernel_info_request", {}, channel);
    expect(reply).toMatchObject({
      status: "ok",
      protocol_version: "5.5",
      implementation: "mapcell",
      language_info: { name: "typescript", version: "5.0.4", file_extension: ".ts" },
    });
  }
});

test.each([
  "",
  "setTimeout(() => {}, 1e6); require('net').createServer().listen(0)",
  "setTimeout(() => { for (;;); }, 0)",
])("a shutdown ends the kernel after %j", async (code) => {
  const kernel = await start();
  await kernel.execute(code);
  const { reply } = await kernel.request("shutdown_request", { restart: true }, "control");
  expect(reply).toEqual({ status: "ok", restart: true });
  await kernel.ended();
});

test("a shutdown with nothing in its way ends with exit code 0", async () => {
  const kernel = await start();
  await kernel.execute("1");
  await kernel.request("shutdown_request", { restart: false }, "control");
  expect(await kernel.ended()).toBe(0);
});

test("a kernel whose parent is gone ends", async () => {
  const parent = spawn("sleep", ["60"]);
  const kernel = await start({ env: { JPY_PARENT_PID: String(parent.pid) } });
  parent.kill("SIGKILL");
  await once(parent, "exit");
  expect(await kernel.ended()).toBe("SIGKILL");
});

test("kernel_info is answered before the compiler has loaded", async () => {
  const kernel = await start();
  const first = kernel.send("execute_request", executeContent("1"));
  const sent = performance.now();
  await kernel.request("kernel_info_request", {});
  expect(performance.now() - sent).toBeLessThan(1200);
  const isDone = kernel.heard.some(
    ({ parent, content }) => parent?.msg_id === first.msg_id && content["execution_state"] === "idle",
  );
  expect(isDone).toBe(false);
});

test("a cell cannot end the process", async () => {
  const kernel = await start();
  const { reply } = await kernel.execute("process.exit(1)");
  expect(reply["evalue"]).toContain("would end the kernel");
  expect((await kernel.execute("1")).reply["status"]).toBe("ok");
});

test("cells that come before the compiler is ready are run when it is", async () => {
  const kernel = await start();
  const answers = await Promise.all(["const n = 1", "n + 1"].map((code) => kernel.execute(code)));
  expect(answers.map(({ reply }) => reply["status"])).toEqual(["ok", "ok"]);
});
