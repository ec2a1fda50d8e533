import { afterAll, beforeAll, expect, test } from "vitest";
import { KernelClient } from "../fixtures/kernel-client.ts";

let kernel: KernelClient;
beforeAll(async () => {
  kernel = await KernelClient.start();
  await kernel.execute(
    "/** Grows. */ function enlarge(size: number): number { return size * 2 }\nconst box = { width: 1, wide: true }",
  );
});
afterAll(() => kernel.close());

test("completion knows types, with kinds, and counts the cursor in code points", async () => {
  const code = "'😀'; box.wi + 1";
  const { reply } = await kernel.request("complete_request", { code, cursor_pos: Array.from("'😀'; box.wi").length });
  expect(reply).toMatchObject({ status: "ok", matches: ["wide", "width"], cursor_start: 9, cursor_end: 11 });
  expect(reply["metadata"]).toMatchObject({
    _jupyter_types_experimental: [{ text: "wide", type: "property", start: 9, end: 11 }, {}],
  });
});

test("completion and inspection are answered while a cell awaits", async () => {
  const running = kernel.send("execute_request", { code: "await new Promise((r) => setTimeout(r, 5000))" });
  const { reply } = await kernel.request("inspect_request", { code: "enlarge(1)", cursor_pos: 3, detail_level: 0 });
  expect(reply).toMatchObject({
    found: true,
    data: { "text/plain": expect.stringContaining("enlarge(size: number): number") },
  });
  expect(JSON.stringify(reply)).toContain("Grows.");
  expect(
    kernel.heard.some(
      ({ parent, content }) => parent?.msg_id === running.msg_id && content["execution_state"] === "idle",
    ),
  ).toBe(false);
  await kernel.request("interrupt_request", {}, "control");
  await kernel.idle(running);
});

test("nothing is found where nothing is", async () => {
  const { reply } = await kernel.request("inspect_request", { code: "   ", cursor_pos: 1, detail_level: 0 });
  expect(reply).toMatchObject({ status: "ok", found: false, data: {} });
});

test.each([
  ["1 + 1", "complete"],
  ["function f() {", "incomplete"],
  ["const t = `open", "incomplete"],
  ["/* open", "incomplete"],
  ["f(1,", "incomplete"],
  ["const = 1", "invalid"],
  ["for (;;) )", "invalid"],
  ["function f() {\n\n\n", "complete"],
])("is_complete of %j is %s", async (code, status) => {
  const { reply } = await kernel.request("is_complete_request", { code });
  expect(reply["status"]).toBe(status);
});

test("history holds the session's cells", async () => {
  await kernel.execute("'remember me'");
  const tail = await kernel.request("history_request", { hist_access_type: "tail", n: 1, raw: true, output: false });
  expect(tail.reply["history"]).toEqual([[0, expect.any(Number), "'remember me'"]]);
  const search = await kernel.request("history_request", {
    hist_access_type: "search",
    pattern: "*remember*",
    raw: true,
    output: false,
  });
  expect(search.reply["history"]).toHaveLength(1);
  const range = await kernel.request("history_request", {
    hist_access_type: "range",
    session: 0,
    start: 1,
    stop: 2,
    raw: true,
    output: true,
  });
  expect(range.reply["history"]).toEqual([[0, 1, [expect.stringContaining("enlarge"), null]]]);
});
