import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Layer, originOf } from "../../src/layers/layer.ts";
import { PARAMETER_TYPES } from "../../src/schema/parameter-types.ts";
import { GEO_MEMBERS } from "../../src/session/algorithm-registry.ts";
import { makeGeo } from "../../src/session/geo.ts";
import { layersView } from "../../src/session/layers-view.ts";
import { Session } from "../../src/session/session.ts";

const WORKER = new URL("../../dist/test/worker.js", import.meta.url);
let session: Session;

beforeEach(() => {
  session = new Session({ workerUrl: WORKER, lanes: 1, reservedNames: ["tasks"] });
});
afterEach(() => session.close());

const spots = Layer.from([{ geometry: { type: "Point", coordinates: [1, 2] }, properties: { n: 1 } }], {
  crs: "EPSG:3857",
  name: "spots",
});

interface Values {
  readonly input: Layer;
  readonly overlay?: Layer;
  readonly distance: number;
  readonly style: string;
  readonly label: string;
}

/** Tells what it got, as the properties of its only feature. */
const tell = {
  id: "tell",
  parameters: [
    { name: "input", type: "layer" },
    { name: "overlay", type: "layer", optional: true },
    { name: "distance", type: "distance", default: 5 },
    { name: "style", type: "enum", values: ["round", "flat"] },
    { name: "label", type: "text", default: "" },
  ],
  run: ({ input, overlay, ...others }: Values) => {
    const properties = { ...others, input: `${input.name} ${input.length}`, overlay: overlay?.name ?? "none" };
    return [{ geometry: null, properties }];
  },
};

describe("the function of a registered algorithm", () => {
  test("gets checked values, lengths in units of the first layer, and layers by their parameters' names", async () => {
    session.algorithms.register(tell);
    const inFeet = Layer.from(spots.head(), { crs: "EPSG:2222", name: "feet" });
    const result = await session.submitAlgorithm("tell", { INPUT: inFeet, distance: "304.8m", style: "1", label: 7 });
    const { distance, ...others } = result.head(1)[0]?.properties ?? {};
    expect(distance).toBeCloseTo(1000, 6);
    expect(others).toEqual({ style: "flat", label: "7", input: "feet 1", overlay: "none" });
  });

  test("runs when the task that makes its input is complete", async () => {
    session.algorithms.register(tell);
    session.submitAlgorithm("buffer", { input: spots, distance: 10 }, { as: "near" });
    const result = await session.submitAlgorithm("user:tell", { input: "near", overlay: spots }, { as: "told" });
    expect(result.head(1)[0]?.properties).toMatchObject({ input: "near 1", overlay: "spots" });
    expect(session.store.get("told")?.layer).toBe(result);
  });

  test("may give any value, but a result with a name must be a layer", async () => {
    session.algorithms.register({ ...tell, run: ({ input }: Values) => input.length });
    expect(await session.submitAlgorithm("tell", { input: spots })).toBe(1);
    await expect(session.submitAlgorithm("tell", { input: spots }, { as: "count" }).settled).resolves.toMatchObject({
      status: "failed",
      error: { code: "BAD_ARGUMENT" },
    });
  });

  test("makes a layer without features where one is wanted", async () => {
    session.algorithms.register({ ...tell, run: () => [] });
    expect((await session.submitAlgorithm("tell", { input: spots }, { as: "none" })).length).toBe(0);
    expect(await session.submitAlgorithm("tell", { input: spots })).toEqual([]);
  });

  test("leaves its name and the hash of its code in the layer's provenance", async () => {
    const { prepared } = session.algorithms.register(tell);
    const first = originOf(await session.submitAlgorithm("tell", { input: spots, style: "flat" }));
    expect(first).toMatchObject({ algorithm: "user:tell", code: prepared.key, inputs: ["spots"] });
    session.algorithms.register({
      ...tell,
      run: ({ input }: Values) => [{ geometry: null, properties: { n: input.length } }],
    });
    const second = originOf(await session.submitAlgorithm("tell", { input: spots }));
    expect(second.code).not.toBe(first.code);
  });
});

test("text must be text, and is needed where it has no default", () => {
  session.algorithms.register({ id: "name", parameters: [{ name: "label", type: "text" }], run: () => 1 });
  expect(() => session.submitAlgorithm("name", { label: [1] })).toThrow("label is [1]; expected text");
  expect(() => session.submitAlgorithm("name", {})).toThrow("label is missing");
  expect(session.algorithms.find("name").example).toBe("%name --label TEXT");
});

test("geo has the algorithm at once; registering again replaces it, and a task already submitted keeps its own", async () => {
  const geo = makeGeo(session);
  const returned = geo.register({ id: "answer", parameters: [], run: () => 1 });
  const answer = (): unknown => (Reflect.get(geo, "answer") as () => unknown)();
  const early = answer();
  geo.register({ id: "my:answer", parameters: [], run: () => 2 });
  expect([await early, await answer(), await geo.run("my:answer", {})]).toEqual([1, 2, 2]);
  expect(await returned()).toBe(2);
  expect(session.algorithms.registered()).toHaveLength(1);
  expect(geo.algorithms("answer").map(({ id }) => id)).toEqual(["my:answer"]);
});

test.each([...GEO_MEMBERS, "tasks", "buffer", "simplifygeometries"])("the name %s is taken", (id) => {
  expect(() => session.algorithms.register({ id, parameters: [], run: () => 1 })).toThrow(
    /^"\w+" is (?:already the name|an algorithm)/,
  );
  expect(session.algorithms.registered()).toEqual([]);
});

const input = { name: "input", type: "layer" };
test.each<[title: string, change: object | undefined, message: string]>([
  ["no object", undefined, "geo.register takes an object"],
  ["a member it does not know", { titel: "x" }, 'geo.register knows no "titel"; an algorithm has id'],
  ["an id that no magic could have", { id: "My Shade" }, 'a name such as "shade" or "user:shade"'],
  ["parameters that are no list", { parameters: input }, '"parameters" is a value of type Object'],
  ["a parameter without a name", { parameters: [{ type: "layer" }] }, "has no good name (undefined)"],
  [
    "an unknown type",
    { parameters: [{ name: "a", type: "enumm" }] },
    `expected one of ${PARAMETER_TYPES.map(({ id }) => id).join(", ")}. Did you mean "enum"?`,
  ],
  ["two of one name", { parameters: [input, input] }, 'two parameters are called "input"'],
  ["a layer after others", { parameters: [{ name: "n", type: "number" }, input] }, "name all layers first"],
  ["an enum without values", { parameters: [{ name: "a", type: "enum" }] }, 'needs "values"'],
  [
    "a default that is none of them",
    { parameters: [{ name: "a", type: "enum", values: ["x"], default: "y" }] },
    'a is "y"; expected x (0)',
  ],
  [
    "a default out of range",
    { parameters: [{ name: "n", type: "number", min: 2, default: 1 }] },
    'n is "1"; expected a number of 2 or more',
  ],
  [
    "a limit that is no number",
    { parameters: [{ name: "n", type: "number", min: "2" }] },
    '"min" is "2"; expected a number',
  ],
  ["no function", { run: "x" }, '"run" is "x"; expected a function'],
])("refused: %s", (_, change, message) => {
  const given = change && { id: "shade", parameters: [], run: () => 1, ...change };
  expect(() => session.algorithms.register(given)).toThrow(message);
});

test("a function that can't leave the notebook is refused when it is registered", () => {
  const layers = layersView(session.names);
  const closing = { id: "shade", parameters: [], run: () => layers["roads"] };
  expect(() => session.algorithms.register(closing)).toThrow(/user:shade.*"layers" belongs to the notebook/);
});
