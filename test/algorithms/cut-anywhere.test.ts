import { expect, test } from "vitest";
import { SpatialError } from "../../src/errors.ts";
import { layerInputs } from "../../src/algorithms/algorithm.ts";
import type { LayerData } from "../../src/layers/layer-data.ts";
import { takeColumns } from "../../src/layers/attributes.ts";
import { takeColumn } from "../../src/geometry/append.ts";
import { baseCalls } from "./base-calls.ts";
import { engines, run, runTask } from "./run.ts";

const [{ engine }] = engines as [(typeof engines)[number]];
const named = baseCalls.map((call) => [call.algorithm.name, call] as const);

/** Those whose features come to lanes in ranges. */
const cut = named.filter(([, { algorithm, inputs }]) => {
  const goesBack =
    algorithm.shape === "pair" && algorithm.openBack !== undefined && inputs[algorithm.with] !== undefined;
  return ["feature", "coordinates", "rows"].includes(algorithm.shape) || (algorithm.shape === "pair" && !goesBack);
});

test.each(cut)("%s gives the same bits wherever it is cut", (name, { algorithm, ...call }) => {
  const { length } = call.inputs[layerInputs(algorithm)[0]!.name]!.geometry;
  const whole = run(name, { ...call, engine, ranges: [[0, length]] });
  const each = Array.from({ length }, (_, i) => [i, i + 1] as const);
  for (const ranges of [
    each,
    [
      [0, 1],
      [1, length],
    ],
  ] as const)
    // prettier-ignore
    expect(run(name, { ...call, engine, ranges }).hash).toBe(whole.hash);
});

const COPIES = 1000;
/** Of the processor's time, which other programs have no part in. */
const MOST_MS = 1000;

test.each(named)("%s ends soon after a cancel", (name, { inputs, lists, labels, values }) => {
  const many = { inputs: mapped(inputs, manyOf), lists: mapped(lists, (list) => list.map(manyOf)) };
  const begun = processorTime();
  let canceledAt: number | undefined;
  const isCanceled = (): boolean => {
    if (processorTime() - begun > 50) canceledAt ??= processorTime();
    return canceledAt !== undefined;
  };
  const throwIfCanceled = (): void => {
    if (isCanceled()) throw new SpatialError("TASK_CANCELED", "canceled");
  };
  try {
    runTask(name, { ...many, labels, values, engine, feedback: { isCanceled, throwIfCanceled } });
  } catch (error) {
    if ((error as SpatialError).code !== "TASK_CANCELED") throw error;
  }
  expect(processorTime() - (canceledAt ?? processorTime())).toBeLessThan(MOST_MS);
});

function processorTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

function mapped<T>(members: Readonly<Record<string, T>>, map: (member: T) => T): Readonly<Record<string, T>> {
  return Object.fromEntries(Object.entries(members).map(([key, member]) => [key, map(member)]));
}

/** Copies of a layer side by side. */
function manyOf(layer: LayerData): LayerData {
  const { length } = layer.geometry;
  const rows = Uint32Array.from({ length: length * COPIES }, (_, i) => i % length);
  const geometry = takeColumn(layer.geometry, rows);
  const moved = geometry.xy;
  const each = layer.geometry.xy.length;
  for (let i = 0; i < moved.length; i += 2) moved[i]! += 50 * Math.floor(i / each);
  return { ...layer, geometry, columns: takeColumns(layer.columns, rows) };
}
