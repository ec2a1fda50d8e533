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
  const running = kernel.send("execute_request", { code: "await new Promise(() => {})" });
  const { reply } = await kernel.request("inspect_request", { code: "enlarge(1)", cursor_pos: 3, detail_level: 0 });
  expect(reply).toMatchObject({
    found: true,
    data: { "text/plain": expect.stringContaining("enlarge(size: number): number") },
  });
  expect(JSON.stringify(reply)).toContain("Grows.");
  await kernel.request("interrupt_request", {}, "control");
  await kernel.idle(running);
});

test.each(["'😀'; f();\n%load x {box.wi", "%bufer {box.wi", "%buffer {box.wi", "%%task t --inptu\nbox.wi"])(
  "TypeScript completes in a magic that is not finished or not right yet: %j",
  async (code) => {
    const cursor = Array.from(code).length;
    for (const rest of ["", "} --as near"]) {
      const { reply } = await kernel.request("complete_request", { code: code + rest, cursor_pos: cursor });
      expect(reply).toMatchObject({ matches: ["wide", "width"], cursor_start: cursor - 2, cursor_end: cursor });
    }
  },
);

test("layers, fields and CRS names are completed and inspected, with the cursor counted in code points", async () => {
  await kernel.execute(
    'const spots = Layer.from([{ geometry: { type: "Point", coordinates: [1, 2] }, properties: { height: 3 } }], { name: "spots" });\n%buffer spots --distance 5 --as near --wait',
  );
  const ask = async (code: string) =>
    (await kernel.request("complete_request", { code, cursor_pos: Array.from(code).length })).reply;
  expect(await ask("'😀'; layers.n")).toMatchObject({ matches: ["near"], cursor_start: 12, cursor_end: 13 });
  expect(await ask("for (const f of near) f.properties.")).toMatchObject({ matches: ["height"] });
  expect(await ask("'😀';\n%dissolve spots --field h")).toMatchObject({ matches: ["height"], cursor_start: 29 });
  const crs = await ask("%reproject near --target-crs lambert-93");
  expect(crs["matches"]).toContain("EPSG:2154");
  expect(crs["metadata"]).toMatchObject({
    _jupyter_types_experimental: expect.arrayContaining([
      expect.objectContaining({ text: "EPSG:2154", type: "RGF93\u00a0v1\u00a0/\u00a0Lambert\u201193" }),
    ]),
  });
  const code = "'😀'; near";
  const shown = await kernel.request("inspect_request", { code, cursor_pos: 8, detail_level: 1 });
  expect(shown.reply).toMatchObject({
    found: true,
    data: {
      "text/plain": expect.stringMatching(
        /^near: MultiPolygon layer, 1 feature\n[^]*Fields\n  height  integer\nFirst features/,
      ),
      "text/html": expect.stringContaining("MultiPolygon"),
    },
  });
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
  ["const s = 'open", "invalid"],
  ["%buffer roads --as 'open", "invalid"],
  ["%buffer roads --distance {2 *", "incomplete"],
  ["if (true) {\n  %tasks", "incomplete"],
  ["%%task t\nreturn 1", "incomplete"],
  ["%%task t\nreturn 1\n\n", "complete"],
  ["%%task t\nif (true) {\n\n", "incomplete"],
  ["const", "incomplete"],
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
