import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, expectTypeOf, test } from "vitest";
import { findAlgorithm } from "../../src/algorithms/registry.ts";
import { AlgorithmTask, type TaskResult } from "../../src/algorithms/runners/algorithm-task.ts";
import type { ChunkPayload } from "../../src/functions/chunk-payload.ts";
import { contentHash } from "../../src/layers/content-hash.ts";
import type { LayerData } from "../../src/layers/layer-data.ts";
import { packLayers, type Packed } from "../../src/layers/layer-values.ts";
import { Layer } from "../../src/layers/layer.ts";
import { checkValues } from "../../src/schema/check-values.ts";
import { openChannel, type WithoutChannel } from "../../src/tasks/thread-channel.ts";
import { packPortable, type Portable, unpackPortable } from "../../src/tasks/portable.ts";
import { engines, layerOf, runTask, square } from "../algorithms/run.ts";
import type { Asked } from "./elsewhere.ts";

const SCRIPT = "dist/test/elsewhere.js";
const { engine } = engines[0]!;
let elsewhere: ChildProcess;

beforeAll(async () => {
  await build({
    entryPoints: ["test/worker/elsewhere.ts"],
    outfile: SCRIPT,
    bundle: true,
    platform: "node",
    format: "esm",
    packages: "external",
  });
  // what it is sent is written with v8.serialize, which refuses shared memory
  elsewhere = fork(SCRIPT, { serialization: "advanced" });
  await once(elsewhere, "message");
});
afterAll(() => elsewhere.kill());

/** Hashes that the other process has, and how many bytes it was sent. */
const sent = new Map<string, number>();

function bytesSent(): number {
  return [...sent.values()].reduce((sum, size) => sum + size, 0);
}

async function askElsewhere(name: string, payload: object): Promise<unknown> {
  const { body, bytes } = packPortable(payload);
  const news = new Map([...bytes].filter(([hash]) => !sent.has(hash)));
  for (const [hash, held] of news) sent.set(hash, held.length);
  elsewhere.send({ name, body, bytes: news } satisfies Asked);
  const [answer] = (await once(elsewhere, "message")) as [Portable];
  return unpackPortable(answer.body, (hash) => answer.bytes.get(hash)!);
}

interface Given {
  readonly inputs: Readonly<Record<string, LayerData>>;
  readonly values?: Readonly<Record<string, unknown>>;
}

/** As a task runs it, every piece in the other process. */
async function runElsewhere(name: string, { inputs, values: given = {} }: Given): Promise<TaskResult> {
  const algorithm = findAlgorithm(name);
  const values = checkValues(algorithm, given, (input) => inputs[input]);
  const task = new AlgorithmTask(algorithm, { inputs, lists: {}, labels: {}, values, invalid: "abort" });
  let answers: readonly unknown[] = [];
  for (const step of AlgorithmTask.weights(algorithm, values).keys()) {
    const made: unknown[] = [];
    for (const piece of task.pieces(step, answers)) made.push(await askElsewhere(name, piece));
    answers = made;
  }
  return answers[0] as TaskResult;
}

const squares = layerOf(Array.from({ length: 300 }, (_, i) => square(3 * (i % 20), 3 * Math.floor(i / 20), 4)));
const others = layerOf(Array.from({ length: 60 }, (_, i) => square(5 * (i % 10), 7 * Math.floor(i / 10), 5)));

describe("without a channel, a unit can be done in another process, with the same result bit by bit", () => {
  test.each<[shape: string, name: string, given: Given]>([
    ["feature", "buffer", { inputs: { input: squares }, values: { distance: 1 } }],
    ["feature, united", "buffer", { inputs: { input: squares }, values: { distance: 1, dissolve: true } }],
    ["coordinates", "translate", { inputs: { input: squares }, values: { deltaX: 5 } }],
    ["pair, with its index", "clip", { inputs: { input: squares, overlay: others } }],
    ["group", "dissolve", { inputs: { input: squares }, values: {} }],
    ["rows", "extractByExpression", { inputs: { input: squares }, values: { expression: "id % 3 = 1" } }],
    ["whole", "orderByExpression", { inputs: { input: squares }, values: { expression: "-id" } }],
  ])("%s: %s", async (_, name, given) => {
    const result = await runElsewhere(name, given);
    const here = runTask(name, { engine, ...given }).result;
    if (!("layer" in result) || !("layer" in here)) throw new Error(`${name} makes several layers`);
    expect(contentHash(result.layer)).toBe(contentHash(here.layer));
    expect(result.layer.geometry.length).toBeGreaterThan(0);
  });

  test("its columns are sent once, however many units name them", async () => {
    const layer = layerOf(Array.from({ length: 200 }, (_, i) => square(7 * i, 1, 3)));
    const before = bytesSent();
    await askElsewhere("buffer", pieceOf(layer, [0, 100]));
    const first = bytesSent() - before;
    await askElsewhere("buffer", pieceOf(layer, [100, 200]));
    expect(first).toBeGreaterThan(layer.geometry.xy.byteLength);
    expect(bytesSent() - before).toBe(first);
  });
});

function pieceOf(layer: LayerData, range: readonly [number, number]): object {
  const values = checkValues(findAlgorithm("buffer"), { distance: 1 }, () => layer);
  const setup = { inputs: { input: layer }, lists: {}, labels: {}, values, invalid: "abort" };
  return { step: "range", task: { setup, prepared: undefined }, range, weight: 1 };
}

describe("with a channel, a payload never leaves the process", () => {
  type Chunk = ChunkPayload<LayerData, Packed>;
  const claims = openChannel(new Int32Array(new SharedArrayBuffer(8)));

  test("by its type, wherever in it the channel is", () => {
    expectTypeOf<WithoutChannel<Chunk>["claims"]>().toBeNever();
    expectTypeOf<WithoutChannel<{ a: readonly { b: typeof claims }[] }>["a"]>().not.toEqualTypeOf<
      readonly { b: typeof claims }[]
    >();
    // @ts-expect-error -- it has claims
    expect(() => packPortable({ unit: 1, claims })).toThrow(/^payload\.claims is memory/);
  });

  test("and when it is made, for what types do not tell", () => {
    const hidden: unknown = { work: [{ claims }] };
    expect(() => packPortable({ hidden })).toThrow(/^payload\.hidden\.work\.0\.claims is memory that threads/);
  });

  test.each<[what: string, value: unknown]>([
    ["an array", { counters: new Int32Array(new SharedArrayBuffer(8)) }],
    ["the memory itself", new SharedArrayBuffer(8)],
    ["one in a Map", new Map([["a", [new Uint8Array(new SharedArrayBuffer(1))]]])],
  ])("memory that user code shares with its tasks is one: %s", (_, value) => {
    expect(() => packPortable({ input: packLayers(value) })).toThrow(/^payload\.input is memory/);
  });

  test("a user's plain values, layers among them, are none", () => {
    const circle: { self?: unknown; roads: Layer } = { roads: Layer.from([{ type: "Point", coordinates: [1, 2] }]) };
    circle.self = circle;
    const plain = packLayers({ text: "a", at: new Date(0), list: [1, 2n], own: new Uint8Array([1]), circle });
    const { body, bytes } = packPortable({ input: plain });
    expect(unpackPortable(structuredClone(body), (hash) => bytes.get(hash)!)).toEqual({ input: plain });
  });
});
