import { build } from "esbuild";
import { beforeAll, expect, test } from "vitest";
import { workerBundle } from "../../src/worker/bundle.mjs";

let inputs: readonly string[] = [];
/** What a thread reads before its first unit. */
let start: readonly string[] = [];

beforeAll(async () => {
  const { metafile } = await build({ ...workerBundle({ outfile: "dist/test/unused.js" }), write: false });
  inputs = Object.keys(metafile?.inputs ?? {});
  start = Object.keys(
    Object.values(metafile?.outputs ?? {}).find(({ entryPoint }) => entryPoint === "src/worker/main.ts")?.inputs ?? {},
  );
});

test("the bundle holds the lane and everything it runs", () => {
  expect(inputs).toEqual(
    expect.arrayContaining([
      "src/worker/main.ts",
      "src/algorithms/runners/runner.ts",
      "src/formats/open.ts",
      "src/functions/load.ts",
      "src/geometry/engines/geos-engine.ts",
      "src/geometry/engines/jsts-engine.ts",
      "src/render/tiles.ts",
    ]),
  );
});

test("a new thread reads only the lane itself", () => {
  expect(start).toContain("src/worker/lane-server.ts");
  expect(start.filter((input) => /node_modules|src\/(algorithms|formats|geometry|layers|render)/.test(input))).toEqual(
    [],
  );
});

test.each([
  ["the session", "src/session/"],
  ["the map", "src/map/"],
  ["the store", "src/layers/layer-store.ts"],
  ["the kernel", "kernel/"],
  ["the task engine", "src/tasks/engine.ts"],
  ["tasks themselves", "src/tasks/task.ts"],
  ["the compiler of user functions", "node_modules/esbuild/"],
  ["its parser", "node_modules/acorn/"],
  ["what reads the variables around a function", "src/functions/closure.ts"],
])("a lane can't reach %s", (_, path) => {
  expect(inputs.filter((input) => input.startsWith(path))).toEqual([]);
});
