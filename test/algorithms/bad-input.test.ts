import { describe, expect, test } from "vitest";
import { findAlgorithm } from "../../src/algorithms/registry.ts";
import { SpatialError } from "../../src/errors.ts";
import { checkValues } from "../../src/schema/check-values.ts";
import { namedParameters } from "../../src/schema/parameter.ts";
import { type BaseCall, baseCalls } from "./base-calls.ts";
import { nastyLayers } from "./nasty-layers.ts";
import { type Call, engines, layerOf, run, runTask } from "./run.ts";

const [{ engine: geos }] = engines as [(typeof engines)[number]];
const MOST_MS = 30_000;
/** What becomes of invalid geometries; half of them with the engine that is slow. */
const POLICIES = { geos: ["abort", "fix"], jsts: ["fix"] } as const;

/** What is wrong for most parameters, and may crash, hang or fill the memory where it is taken. */
const BAD_VALUES: readonly unknown[] = [
  Number.NaN,
  Infinity,
  -Infinity,
  -1,
  0,
  1e308,
  -1e308,
  2.5,
  2 ** 53,
  12n,
  "",
  " ",
  "no such thing",
  "1e999",
  "NaN",
  "-5 km",
  "5 parsec",
  "'",
  '"no_field" + ',
  "1 / 0",
  true,
  [],
  [Number.NaN],
  [[]],
  ["size", "size"],
  {},
  { toString: null },
  () => 1,
  new Date(Number.NaN),
  new Uint8Array(3),
];

/** @returns what is wrong with how it ended: an error of nobody's, or that it took too long. */
function fault(title: string, name: string, call: Call): readonly string[] {
  const begun = performance.now();
  const problems: string[] = [];
  try {
    if (fits(name, call)) runTask(name, call);
  } catch (error) {
    if (!(error instanceof SpatialError)) problems.push(`${title}: ${String((error as Error)?.stack).slice(0, 700)}`);
    else if (/\[object|\bundefined\b(?! \(reading)/.test(error.message))
      problems.push(`${title} says: ${error.message}`);
  }
  const took = performance.now() - begun;
  if (took > MOST_MS) problems.push(`${title}: took ${Math.round(took)} ms`);
  return problems;
}

/** What would fill any memory is refused before it begins. */
function fits(name: string, { inputs, lists = {}, labels = {}, values: given = {} }: Call): boolean {
  const algorithm = findAlgorithm(name);
  const values = checkValues(algorithm, given, (input) => inputs[input]);
  return (algorithm.leastBytes?.({ inputs, lists, labels, values, invalid: "abort" }) ?? 0) < 1e9;
}

function spoilt({ algorithm, ...base }: BaseCall, key: string, value: unknown): readonly string[] {
  const title = `${algorithm.name} ${key}=${typeof value === "function" ? "function" : shown(value)}`;
  return fault(title, algorithm.name, { ...base, engine: geos, values: { ...base.values, [key]: value } });
}

function shown(value: unknown): string {
  return typeof value === "bigint" || typeof value === "number" ? String(value) : JSON.stringify(value);
}

describe.each(baseCalls.map((call) => [call.algorithm.name, call] as const))("%s", (name, call) => {
  test("runs when nothing is wrong", () => {
    const { algorithm: _, ...base } = call;
    expect(() => runTask(name, { ...base, engine: geos })).not.toThrow();
  });

  test("takes or refuses any value of any parameter", () => {
    const parameters = namedParameters(call.algorithm.parameters).filter(({ type }) => type.input === undefined);
    const problems = parameters.flatMap((one) => BAD_VALUES.flatMap((value) => spoilt(call, one.name, value)));
    expect(problems).toEqual([]);
  });

  test.each(engines)("takes or refuses any layer, with $name", ({ engine }) => {
    const { algorithm: _, ...base } = call;
    const problems = Object.keys(base.inputs).flatMap((input) =>
      Object.entries(nastyLayers).flatMap(([what, layer]) =>
        POLICIES[engine.name].flatMap((invalid) => {
          const inputs = { ...base.inputs, [input]: layer };
          return fault(`${name} --${input} (${what}) --invalid ${invalid}`, name, { ...base, engine, inputs, invalid });
        }),
      ),
    );
    expect(problems).toEqual([]);
  });
});

const areas = nastyLayers["areas"]!;
const places = layerOf([{ type: "Point", coordinates: [1, 1] }], "EPSG:25832");

test.each<[name: string, inputs: Call["inputs"], values: Record<string, unknown>, message: RegExp]>([
  ["convexHull", { input: nastyLayers["NaN lines"]! }, {}, /feature 0 of the input has the coordinate \(NaN, 2\)/],
  [
    "translate",
    { input: areas },
    { deltaX: 1e308 },
    /feature 0 of the result would have the coordinate \(1e\+308, 0\)/,
  ],
  ["deleteColumn", { input: areas }, { column: ["ide"] }, /ide.*Did you mean "?id/],
  ["fieldCalculator", { input: areas }, { fieldName: "a", formula: '"ide" + 1' }, /ide.*Did you mean "?id/s],
  ["extractByExpression", { input: areas }, { expression: '"id" >' }, /expected/],
  ["buffer", { input: nastyLayers["crossing areas"]! }, { distance: 1 }, /self-?intersection/i],
  ["buffer", { input: areas }, { segments: "x" }, /segments.*"x".*number/],
  ["reproject", { input: areas }, { targetCrs: {} }, /This PROJJSON stands for no CRS.*\{\}/],
  ["buffer", { input: areas }, { endCapStyle: { toString: null } }, /buffer: endCapStyle can't be read/],
])("%s says what is wrong", (name, inputs, values, message) => {
  expect(() => runTask(name, { engine: geos, inputs, values })).toThrow(message);
});

test("layers of different CRSs are brought together, and the log says so", () => {
  const { logs } = runTask("clip", { engine: geos, inputs: { input: areas, overlay: nastyLayers["another place"]! } });
  expect(logs.join()).toContain("The overlay is in EPSG:25832; it was reprojected to EPSG:3857");
  const joined = run("joinAttributesByLocation", { engine: geos, inputs: { input: areas, join: places } });
  expect(joined.properties).toEqual([{ id: 0, id_2: null }, { id: 1, id_2: null }]); // prettier-ignore
});

test("what is divided by zero is null", () => {
  const values = { fieldName: "a", formula: "1 / 0" };
  expect(run("fieldCalculator", { engine: geos, inputs: { input: areas }, values }).properties[0]).toEqual({ id: 0, a: null }); // prettier-ignore
});

test.each(["boundingBoxes", "reproject"])(
  "%s takes a million features without geometry, and a ring as long",
  (name) => {
    const none = layerOf(Array.from({ length: 1_000_000 }, () => null));
    expect(run1(name, none).geometry.length).toBe(1_000_000);
    const corners = Array.from({ length: 1_000_000 }, (_, i) => [Math.cos(i * 6e-6), Math.sin(i * 6e-6)]);
    const large = layerOf([{ type: "Polygon", coordinates: [[...corners, corners[0]!]] }]);
    expect(run1(name, large).geometry.length).toBe(1);
  },
);

function run1(name: string, input: Call["inputs"][string]) {
  const { result } = runTask(name, { engine: geos, inputs: { input } });
  return "layer" in result ? result.layer : input;
}
