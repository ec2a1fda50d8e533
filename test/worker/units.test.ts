import { createHash } from "node:crypto";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { findAlgorithm } from "../../src/algorithms/registry.ts";
import { AlgorithmTask } from "../../src/algorithms/runners/algorithm-task.ts";
import type { Loaded } from "../../src/formats/open.ts";
import type { LayerData } from "../../src/layers/layer-data.ts";
import { dataOf, layerFromData } from "../../src/layers/layer.ts";
import { Task } from "../../src/tasks/task.ts";
import { drawingOf } from "../../src/styles/drawing.ts";
import type { TileSource } from "../../src/render/tiles.ts";
import { laneEngine, oneUnit, squares } from "./lane-engine.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "mapcell-units-"));
});
afterAll(() => rm(folder, { recursive: true }));

const layer = squares(500);
const isShared = ({ geometry, columns }: LayerData): boolean =>
  [geometry.xy, geometry.geomOffsets, geometry.kinds, ...columns.map((column) => column.valid)].every(
    ({ buffer }) => buffer instanceof SharedArrayBuffer,
  );

async function centroids(lanes: number): Promise<LayerData> {
  let most = 0;
  const algorithm = findAlgorithm("centroids");
  const values = { allParts: false };
  const work = new AlgorithmTask(algorithm, { inputs: { input: dataOf(layer) }, values, invalid: "abort" });
  const stages = AlgorithmTask.weights(algorithm, values).map((_, step) => (answers: readonly unknown[]) => {
    const pieces = work.pieces(step, answers);
    most = Math.max(most, pieces.length);
    return pieces.map((piece) => ({ kind: "algorithm", payload: { name: "centroids", engine: "geos", piece } }));
  });
  const result = await laneEngine({ lanes }).add(new Task<{ layer: LayerData }>("centroids", { job: { stages } }));
  expect(most).toBeGreaterThan(1);
  return result.layer;
}

test("an algorithm in chunks gives one layer in shared memory, the same with 1, 2 and 8 lanes", async () => {
  const [one, two, eight] = [await centroids(1), await centroids(2), await centroids(8)];
  expect(isShared(one)).toBe(true);
  const hash = layerFromData("one", one).hash;
  expect(layerFromData("one", one)).toMatchObject({ length: 500, geometryType: "Point" });
  expect(layerFromData("two", two).hash).toBe(hash);
  expect(layerFromData("eight", eight).hash).toBe(hash);
});

test.each(["squares.geojson", "squares.fgb"])("%s is written and read back the same", async (name) => {
  const engine = laneEngine();
  const options = { baseDir: folder, name: "squares" };
  const saved = await engine.add(oneUnit({ kind: "save", payload: { data: dataOf(layer), path: name, options } }));
  expect(saved).toMatchObject({ features: 500 });
  expect((saved as { bytes: number }).bytes).toBe((await readFile(join(folder, name))).length);
  const { data: read, files } = (await engine.add(
    oneUnit({ kind: "load", payload: { path: name, options: { baseDir: folder } } }),
  )) as Loaded;
  const bytes = await readFile(join(folder, name));
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  expect(files).toEqual([{ path: name, bytes: bytes.length, sha256 }]);
  expect(isShared(read)).toBe(true);
  expect(layerFromData("read", read).hash).toBe(layer.hash);
});

test("a missing file fails its task with the code of the reader", async () => {
  const task = laneEngine().add(
    oneUnit({ kind: "load", payload: { path: "none.geojson", options: { baseDir: folder } } }),
  );
  expect(await task.settled).toMatchObject({ status: "failed", reason: "error", error: { code: "FILE_MISSING" } });
});

test("tiles and pictures are drawn in a lane", async () => {
  const engine = laneEngine();
  const source = (await engine.add(oneUnit({ kind: "tile-source", payload: { data: dataOf(layer) } }))) as TileSource;
  expect(source.partBounds.buffer).toBeInstanceOf(SharedArrayBuffer);
  const tile = (await engine.add(
    oneUnit({ kind: "tile", payload: { source, place: { z: 0, x: 0, y: 0 } } }),
  )) as Uint8Array;
  expect(tile.length).toBeGreaterThan(20);
  const drawing = drawingOf({ color: "#0072b2", opacity: 1 }, "polygon");
  const layers = [{ data: dataOf(layer), drawing, name: "squares" }];
  const png = (await engine.add(
    oneUnit({ kind: "picture", payload: { layers, options: { widthPx: 64, heightPx: 32 } } }),
  )) as Uint8Array;
  expect([...png.subarray(1, 4)].map((byte) => String.fromCharCode(byte)).join("")).toBe("PNG");
});
