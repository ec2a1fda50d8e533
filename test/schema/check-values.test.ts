import { expect, test } from "vitest";
import { buffer } from "../../src/algorithms/vector-geometry/buffer.ts";
import { dissolve } from "../../src/algorithms/vector-geometry/dissolve.ts";
import { algorithms } from "../../src/algorithms/registry.ts";
import { reproject } from "../../src/algorithms/vector-general/reproject.ts";
import { simplify } from "../../src/algorithms/vector-geometry/simplify.ts";
import type { AlgorithmSchema } from "../../src/algorithms/algorithm.ts";
import { parseCrsId } from "../../src/crs/crs-id.ts";
import { checkValues } from "../../src/schema/check-values.ts";
import { kebabName } from "../../src/schema/names.ts";
import { namedParameters } from "../../src/schema/parameter.ts";

function check(algorithm: AlgorithmSchema, given: Record<string, unknown>, crs = "EPSG:3857") {
  const fields = ["name", "state"].map((name) => ({ name, type: "string" as const }));
  return checkValues(algorithm, given, () => ({ crs: parseCrsId(crs), fields }));
}

const bufferDefaults = {
  distance: { in: "layer", value: 10 },
  segments: 5,
  endCapStyle: "round",
  joinStyle: "round",
  miterLimit: 2,
  dissolve: false,
};

test.each([
  ["nothing: QGIS's defaults", buffer, {}, bufferDefaults],
  ["null and undefined: the defaults, too", buffer, { distance: null, segments: undefined }, bufferDefaults],
  [
    "text from a magic",
    buffer,
    { distance: "500m", segments: "8", dissolve: "true" },
    { ...bufferDefaults, distance: { in: "ground", metres: 500 }, segments: 8, dissolve: true },
  ],
  [
    "QGIS's names and indexes",
    buffer,
    { DISTANCE: 7, END_CAP_STYLE: 1, JOIN_STYLE: "2", OUTPUT: "TEMPORARY_OUTPUT" },
    { ...bufferDefaults, distance: { in: "layer", value: 7 }, endCapStyle: "flat", joinStyle: "bevel" },
  ],
  [
    "kebab-case and capitals",
    buffer,
    { "end-cap-style": "Square", "MITER-LIMIT": 3 },
    { ...bufferDefaults, endCapStyle: "square", miterLimit: 3 },
  ],
  [
    "QGIS's label of a method",
    simplify,
    { method: "Distance (Douglas-Peucker)" },
    { method: "douglas-peucker", tolerance: { in: "layer", value: 1 } },
  ],
  ["fields as a list", dissolve, { field: ["state", "name", "state"] }, { field: ["state", "name"] }],
  ["fields by comma or semicolon", dissolve, { FIELD: "state; name" }, { field: ["state", "name"] }],
  ["a CRS by its bare code", reproject, { targetCrs: 3857 }, { targetCrs: "EPSG:3857" }],
] as const)("accepts %s", (_, algorithm, given, values) => {
  expect(check(algorithm, given)).toEqual(values);
});

test.each([
  [buffer, { segments: "0" }, "BAD_ARGUMENT", `segments is "0"; expected a whole number of 1 or more`],
  [buffer, { segments: -3 }, "BAD_ARGUMENT", "of 1 or more"],
  [buffer, { segments: 2.5 }, "BAD_ARGUMENT", "whole number"],
  [buffer, { segments: "" }, "BAD_ARGUMENT", "whole number"],
  [buffer, { miterLimit: "wide" }, "BAD_ARGUMENT", "a number of 1 or more"],
  [buffer, { miterLimit: Number.NaN }, "BAD_ARGUMENT", "a number of 1 or more"],
  [buffer, { distance: "5 parsecs" }, "BAD_UNIT", "use one of mm, cm, m"],
  [buffer, { distance: "5deg" }, "BAD_UNIT", "EPSG:3857 is in metre"],
  [buffer, { distance: { value: 5 } }, "BAD_ARGUMENT", `is {"value":5}; expected a length`],
  [buffer, { endCapStyle: "rund" }, "BAD_ARGUMENT", `round (0), flat (1), square (2). Did you mean "round"?`],
  [buffer, { endCapStyle: 3 }, "BAD_ARGUMENT", "square (2)"],
  [buffer, { dissolve: "maybe" }, "BAD_ARGUMENT", "true or false"],
  [buffer, { distanz: 5 }, "UNKNOWN_OPTION", `buffer has no parameter "distanz"`],
  [buffer, { distanz: 5 }, "UNKNOWN_OPTION", `Did you mean "distance"?`],
  [buffer, { distance: 5, DISTANCE: 6 }, "BAD_ARGUMENT", "given twice"],
  [buffer, { OUTPUT: "/tmp/x.gpkg" }, "BAD_ARGUMENT", "%save"],
  [simplify, { tolerance: -1 }, "BAD_ARGUMENT", "a length of 0 or more"],
  [dissolve, { field: "stat" }, "BAD_ARGUMENT", `no field "stat"; it has name, state. Did you mean "state"?`],
  [dissolve, { field: [3] }, "BAD_ARGUMENT", "names of fields"],
  [reproject, { targetCrs: "EPSG:99999" }, "UNKNOWN_CRS", "EPSG:99999"],
] as const)("%# refuses what is wrong and says what is right", (algorithm, given, code, message) => {
  expect(() => check(algorithm, given)).toThrowError(
    expect.objectContaining({ code, message: expect.stringContaining(message) }),
  );
});

test("a mistake in what was typed is told before a default that does not fit the layer", () => {
  expect(() => check(buffer, { endCapStyle: "rond" }, "EPSG:4326")).toThrowError(
    /endCapStyle is "rond".*Did you mean "round"/,
  );
});

test("a bare number above 5 on a layer in degrees is refused with the advice to give a unit", () => {
  expect(() => check(buffer, { distance: 50 }, "EPSG:4326")).toThrowError(/50 *.*degrees.*"50m" or "50km"/);
  expect(() => check(buffer, {}, "EPSG:4326")).toThrowError(/Give a unit/);
  expect(check(buffer, { distance: "50km" }, "EPSG:4326")["distance"]).toEqual({ in: "ground", metres: 50_000 });
  expect(check(buffer, { distance: "10deg" }, "EPSG:4326")["distance"]).toEqual({ in: "layer", value: 10 });
  expect(check(buffer, { distance: 0.5 }, "EPSG:4326")["distance"]).toEqual({ in: "layer", value: 0.5 });
});

test("what depends on an input that is not there yet is left for later", () => {
  expect(checkValues(buffer, { distance: 50 }).distance).toEqual({ in: "layer", value: 50 });
  expect(checkValues(dissolve, { field: "anything" }).field).toEqual(["anything"]);
});

test.each(algorithms)("$name has QGIS's names, defaults that pass, and an example that names it", (algorithm) => {
  for (const { name, qgis, doc } of namedParameters(algorithm.parameters)) {
    const stated = algorithm.parameters[name]?.qgis;
    expect(qgis).toBe(stated ?? name.replaceAll(/[A-Z]/g, (capital) => `_${capital}`).toUpperCase());
    expect(doc).not.toBe("");
  }
  expect(algorithm.example).toContain(`%${kebabName(algorithm.name)} `);
  const defaults = Object.entries(algorithm.parameters).filter(([, parameter]) => parameter.default !== undefined);
  expect(Object.keys(check({ ...algorithm, parameters: Object.fromEntries(defaults) }, {}))).toHaveLength(
    defaults.length,
  );
});
