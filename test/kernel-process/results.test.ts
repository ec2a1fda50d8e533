import { afterAll, beforeAll, expect, test } from "vitest";
import { KernelClient, shown } from "../fixtures/kernel-client.ts";

let kernel: KernelClient;
beforeAll(async () => {
  kernel = await KernelClient.start();
  await kernel.execute(
    [
      "const at = (x: number) => ({ geometry: { type: 'Point' as const, coordinates: [x, 1] }, properties: { x } });",
      "const places = Layer.from([1, 2, 9].map(at), { crs: 'EPSG:3857', name: 'places' });",
      "const box = { type: 'Polygon', coordinates: [[[0, 0], [4, 0], [4, 4], [0, 4], [0, 0]]] };",
      "const square = Layer.from(box, { crs: 'EPSG:3857', name: 'square' });",
    ].join("\n"),
  );
});
afterAll(() => kernel.close());

const INSIDE = "%extract-by-location places --intersect square --as inside --rest-as outside";

test("two outputs of an awaited call, and the types they have", async () => {
  const call = "const { layer, rest } = await geo.extractByLocation(places, { intersect: square });";
  expect(shown(await kernel.execute(`${call}\n[layer.length, rest.column("x")]`))).toBe("[ 2, [ 9 ] ]");
  expect(shown(await kernel.execute("rest.length + layer.length"))).toBe("3");
  expect((await kernel.execute("rest.lenght")).reply["evalue"]).toContain("Did you mean 'length'");
});

test("two outputs by their names in later cells", async () => {
  await kernel.execute(`${INSIDE} --wait`);
  expect(shown(await kernel.execute("const { rest: left } = await inside; left.column('x')"))).toBe("[ 9 ]");
  expect(shown(await kernel.execute("[layers.inside!.length, layers.outside!.column('x')]"))).toBe("[ 2, [ 9 ] ]");
  expect((await kernel.execute("(await inside).other")).reply["evalue"]).toContain("Property 'other' does not exist");
  expect(shown(await kernel.execute("await %buffer inside --distance 1"))).toContain("MultiPolygon layer, 2 features");
});

test("what a layer has beside it is completed", async () => {
  const code = "(await inside).re";
  const { reply } = await kernel.request("complete_request", { code, cursor_pos: code.length });
  expect(reply["matches"]).toContain("rest");
});

test("layers with names of their own are a list in later cells, and again when the cell is run again", async () => {
  for (const field of ["x", "x"]) {
    await kernel.execute(`%split-vector-layer places --field ${field} --as part --wait`);
    expect(shown(await kernel.execute("(await part).map(({ name }) => name).join()"))).toContain(
      "part_x_1,part_x_2,part_x_9",
    );
  }
});

test("values are an object with types, named, shown, and a table for magics", async () => {
  await kernel.execute("%basic-statistics-for-fields places --field-name x --as told --wait");
  expect(shown(await kernel.execute("const { MEAN, MAX } = await told; [MEAN, MAX]"))).toBe("[ 4, 9 ]");
  expect((await kernel.execute("(await told).NOTHING")).reply["evalue"]).toContain("'NOTHING' does not exist");
  expect(shown(await kernel.execute("await told"))).toContain("MEDIAN: 2");
  expect(JSON.stringify((await kernel.execute("%head told")).output)).toContain("MEDIAN");
  expect(shown(await kernel.execute("(await geo.nearestNeighbourAnalysis(places)).OBSERVED_MD"))).toBe("3");
});

test("a batch of them, in the history and as TypeScript", async () => {
  const batch = `${INSIDE.replace("places ", "")} --batch {[places, "inside"]}`;
  await kernel.execute(`${batch}\n%wait`);
  expect(shown(await kernel.execute("[layers.outside_1, layers.outside_2].map((one) => one!.length)"))).toBe(
    "[ 1, 0 ]",
  );
  const typed =
    'const all = await geo.batch("extractByLocation", [places], { intersect: square }); all[0]!.rest.length';
  expect(shown(await kernel.execute(typed))).toBe("1");
  const history = JSON.stringify((await kernel.execute("%history 100 --as ts")).output).replaceAll("\\", "");
  const told = '{ intersect: square, restAs: "outside", as: "inside" }';
  expect(history).toContain(`geo.extractByLocation(places, ${told})`);
  expect(history).toContain(`geo.batch("extractByLocation", [{ input: places, intersect: square`);
});
