// Names that every JavaScript object has already, as names of layers.
import { afterAll, beforeAll, expect, test } from "vitest";
import { contents, KernelClient, printed, type Answer } from "../fixtures/kernel-client.ts";

const NAMES = ["toString", "constructor", "then", "__proto__", "valueOf", "toJSON", "hasOwnProperty", "inspect"];

let kernel: KernelClient;
beforeAll(async () => {
  kernel = await KernelClient.start();
  const add = `const square = { type: "Polygon", coordinates: [[[0, 0], [0, 9], [9, 9], [9, 0], [0, 0]]] };
for (const name of ${JSON.stringify(NAMES)}) await geo.buffer(Layer.from([{ geometry: square }] as any, { crs: "EPSG:3857" }), { distance: 1, as: name });`;
  await kernel.execute(add);
});
afterAll(() => kernel.close());

function errorsOf(answer: Answer): unknown[] {
  return contents(answer, "error").map(({ evalue }) => evalue);
}

test.each([
  ["the list of layers", "layers"],
  ["console.log", "console.log(layers)"],
  ["a text", "console.log(`${layers}`)"],
  ["awaiting it", "await (layers as any); 1"],
  ["one that returns it", "await (async () => layers)(); 1"],
  ["all names", "Object.keys(layers).join()"],
  ["one layer", 'layers["__proto__"]'],
  ["a list of layers", "[...layers]"],
  ["the map", `%map ${NAMES.join(" ")}`],
  ["the tasks", "%tasks"],
  ["the history", "%history"],
  ["a magic on one", "%buffer toString --distance 5 --as constructor"],
])("%s is not harmed by them", async (_, code) => {
  const answer = await kernel.execute(code);
  expect({ errors: errorsOf(answer), status: answer.reply["status"], log: kernel.log }).toEqual({
    errors: [],
    status: "ok",
    log: "",
  });
});

test("what is printed has them all", async () => {
  const answer = await kernel.execute("console.log(layers)");
  for (const name of NAMES) expect(printed(answer)).toContain(name);
});

test("completion offers them", async () => {
  const { reply } = await kernel.request("complete_request", { code: "%buffer ", cursor_pos: 8 });
  expect(reply["matches"]).toEqual(expect.arrayContaining(NAMES));
});
