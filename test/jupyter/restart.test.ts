import { KernelConnection, type KernelMessage, ServerConnection, SessionAPI } from "@jupyterlab/services";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startJupyterServer, type JupyterServer } from "../fixtures/jupyter-server.ts";
import { isRunning } from "../fixtures/processes.ts";

let server: JupyterServer;
beforeAll(async () => {
  server = await startJupyterServer();
});
afterAll(() => server?.close());

async function printed(kernel: KernelConnection, code: string): Promise<string> {
  const future = kernel.requestExecute({ code });
  let text = "";
  future.onIOPub = (message) => {
    if (message.header.msg_type === "stream") text += (message as KernelMessage.IStreamMsg).content.text;
  };
  const { content } = await future.done;
  if (content.status !== "ok") throw new Error(JSON.stringify(content));
  return text.trim();
}

const ALIVE = `setInterval(() => {}, 10);
const { spawn } = require("node:child_process");
const { Worker } = require("node:worker_threads");
new Worker("for (;;);", { eval: true });
new Worker("require('child_process').execSync('sleep 600', { stdio: 'ignore' })", { eval: true }).on("error", () => {});
for (let n = 0; n < 4; n++) tasks.add(Task.fromFunction(() => { for (;;); }));
console.log(process.pid, spawn("sleep", ["600"]).pid);`;

test("a restart with everything alive gives a fresh kernel in the same session", async () => {
  const serverSettings = ServerConnection.makeSettings({
    baseUrl: server.url,
    wsUrl: server.url.replace("http", "ws"),
    token: server.token,
    appendToken: true,
  });
  const session = await SessionAPI.startSession(
    { path: "quickstart.ipynb", name: "quickstart", type: "notebook", kernel: { name: "mapcell" } },
    serverSettings,
  );
  if (!session.kernel) throw new Error("a session without a kernel");
  const kernel = new KernelConnection({ model: session.kernel, serverSettings });
  const pids = (await printed(kernel, ALIVE)).split(" ").map(Number);
  await kernel.restart();
  await kernel.info;
  const [pid, count] = (await printed(kernel, "console.log(process.pid, tasks.count);")).split(" ").map(Number);
  expect(pids).not.toContain(pid);
  expect(count).toBe(0);
  await expect(printed(kernel, "spawn")).rejects.toThrow("Cannot find name 'spawn'");
  expect((await SessionAPI.getSessionModel(session.id, serverSettings)).kernel?.id).toBe(session.kernel.id);
  expect(await printed(kernel, "console.log(await tasks.add(Task.fromFunction(() => 42)));")).toBe("42");
  await expect.poll(() => pids.filter(isRunning), { timeout: 60_000, interval: 50 }).toEqual([]);
  await SessionAPI.shutdownSession(session.id, serverSettings);
  kernel.dispose();
});
