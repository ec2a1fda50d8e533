import { expect, test } from "vitest";
import type { TileAnswer } from "../../src/map/tile-server.ts";
import { TileServer } from "../../src/map/tile-server.ts";
import type { Unit } from "../../src/tasks/job.ts";
import { manyPolygons } from "../fixtures/many-polygons.ts";

const data = manyPolygons(4);
const address = (x: number, rev = 1) => ({ layer: "layer-1", rev, z: 4, x, y: 0 });

/** A server whose work ends when the test says so. */
function held() {
  const open: { readonly unit: Unit; readonly end: (result: unknown) => void }[] = [];
  const run = (unit: Unit) =>
    new Promise((resolve) => {
      open.push({ unit, end: resolve });
    });
  const server = new TileServer(run, (layer, rev) =>
    layer === "layer-1" && rev === 1 ? { data, classes: undefined, labels: undefined } : undefined,
  );
  const kinds = () => open.map(({ unit }) => unit.kind);
  return { server, open, kinds };
}

function turn(): Promise<unknown> {
  return new Promise((resolve) => void setImmediate(resolve));
}

test("a tile two views want is cut once, from a source made once", async () => {
  const { server, open, kinds } = held();
  const answers: TileAnswer[] = [];
  server.request("1", address(0), (answer) => answers.push(answer));
  server.request("2", address(0), (answer) => answers.push(answer));
  server.request("3", address(1), (answer) => answers.push(answer));
  open[0]!.end({});
  await turn();
  expect(kinds()).toEqual(["tile-source", "tile", "tile"]);
  open[1]!.end(Uint8Array.of(1));
  open[2]!.end(Uint8Array.of(2));
  await turn();
  expect(answers).toEqual([1, 1, 2].map((byte) => ({ status: "found", bytes: Uint8Array.of(byte) })));
  expect(server.busy).toBe(false);
  server.request("4", address(0), (answer) => answers.push(answer));
  expect(answers.at(-1)).toEqual(answers[0]);
});

test("a dropped request is not cut, unless somebody else wants it", async () => {
  const { server, open, kinds } = held();
  const told: string[] = [];
  for (const x of [0, 1, 2, 3]) server.request(`a${x}`, address(x), () => told.push(`a${x}`));
  server.request("b3", address(3), () => told.push("b3"));
  server.drop("a2");
  server.drop("a3");
  open[0]!.end({});
  await turn();
  for (let at = 1; at < 4; at++) {
    open[at]!.end(new Uint8Array(0));
    await turn();
  }
  expect(told).toEqual(["a0", "a1", "b3"]);
  expect(kinds()).toHaveLength(4);
});

test.each([
  ["an unknown revision", address(0, 2)],
  ["an unknown layer", { ...address(0), layer: "layer-2" }],
  ["a tile outside of the world", address(16)],
  ["a zoom that is never cut", { ...address(0), z: 17 }],
])("%s is gone", (_, where) => {
  const { server, open } = held();
  const answers: TileAnswer[] = [];
  server.request("1", where, (answer) => answers.push(answer));
  expect(answers).toEqual([{ status: "gone" }]);
  expect(open).toHaveLength(0);
});
