import { afterAll, beforeAll, expect, test } from "vitest";
import { KernelClient } from "../fixtures/kernel-client.ts";

let kernel: KernelClient;
beforeAll(async () => {
  kernel = await KernelClient.start();
});
afterAll(() => kernel.close());

function printed(text: string) {
  return kernel.hear(({ content }) => String(content["text"]).includes(text));
}

test("what is chosen and where the view is reach the cells; listeners hear of both until they are stopped", async () => {
  const places = [8, 9, 10].map((x) => ({ geometry: { type: "Point", coordinates: [x, 47] }, properties: { x } }));
  await kernel.execute(`const places = Layer.from(${JSON.stringify(places)}, { name: "places" });\nmap.only(places)`);
  await kernel.execute("map");
  await kernel.execute(
    "const stop = map.onSelect((selected) => console.log('chosen', selected?.toRows().map(({ x }) => x)));\n" +
      "map.onMove((bounds) => console.log('moved', bounds));\nconsole.log(map.selected, map.bounds)",
  );
  const { reply } = await kernel.request("comm_info_request", { target_name: "jupyter.widget" });
  const [id] = Object.keys(reply["comms"] as object);
  const tell = (content: object) => kernel.send("comm_msg", { comm_id: id, data: { method: "custom", content } });
  tell({ t: "chosen", layer: "layer-1", rev: 1, features: [0, 2] });
  await printed("chosen [ 8, 10 ]");
  const view = { type: "at", center: [8, 47], zoom: 4, bounds: [1, 40, 15, 52], by: "a page", byHand: true };
  kernel.send("comm_msg", { comm_id: id, data: { method: "update", state: { view }, buffer_paths: [] } });
  await printed("moved [ 1, 40, 15, 52 ]");
  await kernel.execute("stop();\nconsole.log('now', map.selected?.length, map.bounds)");
  await printed("now 2 [ 1, 40, 15, 52 ]");
  tell({ t: "chosen", layer: "layer-1", rev: 1, features: [] });
  await kernel.execute("console.log('none', map.selected)");
  await printed("none undefined");
  expect(kernel.heard.filter(({ content }) => String(content["text"]).includes("chosen"))).toHaveLength(1);
});
