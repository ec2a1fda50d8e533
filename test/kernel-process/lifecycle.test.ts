import { expect, test } from "vitest";
import { executeContent, openKernel } from "../fixtures/kernel-client.ts";

test("kernel_info says what the kernel is, on shell and on control", async () => {
  const kernel = await openKernel();
  for (const channel of ["shell", "control"] as const) {
    const { reply } = await kernel.request("kernel_info_request", {}, channel);
    expect(reply).toMatchObject({
      status: "ok",
      protocol_version: "5.5",
      implementation: "mapcell",
      language_info: { name: "typescript", version: "6.0.3", file_extension: ".ts" },
    });
  }
});

test("kernel_info is answered before the compiler has loaded", async () => {
  const kernel = await openKernel();
  const first = kernel.send("execute_request", executeContent("1"));
  await kernel.request("kernel_info_request", {});
  const isDone = kernel.heard.some(
    ({ parent, content }) => parent?.msg_id === first.msg_id && content["execution_state"] === "idle",
  );
  expect(isDone).toBe(false);
});

test("a cell cannot end the process", async () => {
  const kernel = await openKernel();
  const { reply } = await kernel.execute("process.exit(1)");
  expect(reply["evalue"]).toContain("would end the kernel");
  expect((await kernel.execute("1")).reply["status"]).toBe("ok");
});

test("cells that come before the compiler is ready are run when it is", async () => {
  const kernel = await openKernel();
  const answers = await Promise.all(["const n = 1", "n + 1"].map((code) => kernel.execute(code)));
  expect(answers.map(({ reply }) => reply["status"])).toEqual(["ok", "ok"]);
});

test("a client that waits in vain says for what, and keeps the next test no longer than needed", async () => {
  const kernel = await openKernel();
  kernel.patience.ms = 2000;
  const words = /^waited 2 s for the end of execute_request "await new Promise.*The kernel lives. Heard last: /;
  await expect(kernel.execute("await new Promise(() => {})")).rejects.toThrow(words);
  await expect(kernel.execute("1")).rejects.toThrow(/^waited 1 s for the end of execute_request "1"/);
});
