import { afterAll, beforeAll, expect, test } from "vitest";
import { contents, KernelClient, printed } from "../fixtures/kernel-client.ts";

let kernel: KernelClient;
beforeAll(async () => {
  kernel = await KernelClient.start();
});
afterAll(() => kernel.close());

test("display shows a value, and its handle replaces it", async () => {
  const answer = await kernel.execute("const shown = display('one'); await shown.update('two')");
  const [made] = contents(answer, "display_data");
  const [updated] = contents(answer, "update_display_data");
  expect(made).toMatchObject({ data: { "text/plain": "'one'" } });
  expect(updated).toMatchObject({ data: { "text/plain": "'two'" }, transient: made?.["transient"] });
});

test("an object shows itself by its display method", async () => {
  const code = `const table = { [Symbol.for("Jupyter.display")]: () => ({ "text/html": "<b>hi</b>" }) }\ntable`;
  const [result] = contents(await kernel.execute(code), "execute_result");
  expect(result?.["data"]).toMatchObject({
    "text/html": "<b>hi</b>",
    "text/plain": expect.stringContaining("Jupyter.display"),
  });
});

test("a bundle is shown as it is where it is given raw", async () => {
  const answer = await kernel.execute("display({ 'text/markdown': '*hi*' }, { raw: true })\nnull as unknown");
  expect(contents(answer, "display_data")).toMatchObject([{ data: { "text/markdown": "*hi*" } }]);
});

test("clearOutput clears, at once or with the next output", async () => {
  const answer = await kernel.execute("clearOutput(); clearOutput(true)");
  expect(contents(answer, "clear_output")).toEqual([{ wait: false }, { wait: true }]);
});

test("late prints go to their own cell, late updates to the running one", async () => {
  const first = kernel.send("execute_request", {
    code: `const bar = display("0 %")
let isDue = false
const timer = setInterval(() => { if (isDue) { clearInterval(timer); console.log("late print"); void bar.update("100 %") } }, 5)`,
  });
  await kernel.idle(first);
  const second = await kernel.execute("isDue = true; await new Promise((done) => setTimeout(done, 400))");
  expect(printed(second)).toBe("");
  expect(contents(second, "update_display_data")).toMatchObject([{ data: { "text/plain": "'100 %'" } }]);
  const late = kernel.heard.find(({ content }) => content["text"] === "late print\n");
  expect(late?.parent?.msg_id).toBe(first.msg_id);
});

test("a display that JSON cannot hold fails where it is made", async () => {
  const { reply } = await kernel.execute(
    "const ring: { self?: unknown } = {}; ring.self = ring; display({ 'application/json': ring }, { raw: true })",
  );
  expect(reply).toMatchObject({ status: "error", ename: "TypeError" });
});

test("display ids repeat neither within a cell nor within a kernel, and name the front end's cell", async () => {
  const code = "[display(1).id, display(2).id]";
  const ids = new Set<string>();
  for (let i = 0; i < 2; i++) {
    const header = kernel.send("execute_request", { code }, "shell", { metadata: { cellId: "a1b2" } });
    await kernel.idle(header);
    const output = kernel.heard.filter(({ parent }) => parent?.msg_id === header.msg_id);
    for (const { transient } of contents({ output }, "display_data") as { transient: { display_id: string } }[]) {
      ids.add(transient.display_id);
    }
  }
  expect(ids).toEqual(new Set(["a1b2-display-1", "a1b2-display-2", "a1b2-display-3", "a1b2-display-4"]));
});
