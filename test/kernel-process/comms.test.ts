import { afterAll, beforeAll, expect, test } from "vitest";
import { contents, KernelClient } from "../fixtures/kernel-client.ts";

let kernel: KernelClient;
beforeAll(async () => {
  kernel = await KernelClient.start();
});
afterAll(() => kernel.close());

test("a comm for a target nobody knows is closed at once", async () => {
  const header = kernel.send("comm_open", { comm_id: "stray", target_name: "nobody", data: {} });
  const closed = await kernel.hear(({ header: { msg_type } }) => msg_type === "comm_close");
  expect(closed.content).toMatchObject({ comm_id: "stray" });
  expect(closed.parent?.msg_id).toBe(header.msg_id);
});

test("comm_info names the open comms", async () => {
  const { reply } = await kernel.request("comm_info_request", {});
  expect(reply).toEqual({ status: "ok", comms: {} });
});

test("a reloaded front end gets the state of all widgets, also while a cell awaits", async () => {
  const running = kernel.send("execute_request", {
    code: "console.log('waiting'); await new Promise(() => {})",
  });
  await kernel.hear(({ content }) => content["text"] === "waiting\n");
  kernel.send("comm_open", { comm_id: "control", target_name: "jupyter.widget.control", data: {} });
  const asked = kernel.send("comm_msg", { comm_id: "control", data: { method: "request_states" } });
  const answer = await kernel.hear(
    ({ header, content }) => header.msg_type === "comm_msg" && content["comm_id"] === "control",
  );
  expect(answer.content["data"]).toEqual({ method: "update_states", states: {}, buffer_paths: [] });
  expect(answer.parent?.msg_id).toBe(asked.msg_id);
  await kernel.idle(asked);
  const statuses = () => kernel.heard.filter(({ header }) => header.msg_type === "status");
  const idleAt = statuses().findIndex(
    ({ parent, content }) => parent?.msg_id === asked.msg_id && content["execution_state"] === "idle",
  );
  await kernel.request("interrupt_request", {}, "control");
  await kernel.idle(running);
  expect(statuses()[idleAt + 1]).toMatchObject({
    parent: { msg_id: running.msg_id },
    content: { execution_state: "busy" },
  });
});

test("the map's widget is found by its target and tells its state, also while a cell awaits", async () => {
  await kernel.execute("map");
  const { reply } = await kernel.request("comm_info_request", { target_name: "jupyter.widget" });
  const [id] = Object.keys(reply["comms"] as object);
  expect(id).toMatch(/-comm-1$/);
  expect((await kernel.request("comm_info_request", { target_name: "other" })).reply["comms"]).toEqual({});
  const running = await kernel.begin("console.log('waiting'); await new Promise(() => {})");
  const asked = kernel.send("comm_msg", { comm_id: id, data: { method: "request_state" } });
  await kernel.idle(asked);
  expect(contents(kernel.outputOf(asked), "comm_msg")).toMatchObject([
    { comm_id: id, data: { method: "update", state: { _model_module: "anywidget", _model_name: "AnyModel" } } },
  ]);
  await kernel.request("interrupt_request", {}, "control");
  await kernel.idle(running);
});
