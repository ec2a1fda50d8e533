import type { Feature } from "geojson";
import { afterAll, describe, expect, test } from "vitest";
import { algorithms, findAlgorithm, needsValidity } from "../../src/algorithms/registry.ts";
import type { AlgorithmSchema } from "../../src/algorithms/algorithm.ts";
import { SpatialError } from "../../src/errors.ts";
import { dataHash } from "../../src/layers/data-hash.ts";
import { dataOf, Layer, layerFromData } from "../../src/layers/layer.ts";
import { provenanceFrom } from "../../src/layers/provenance.ts";
import { type NamedParameter, namedParameters, parameterNamed } from "../../src/schema/parameter.ts";
import { prepareCall } from "../../src/session/algorithm-call.ts";
import { algorithmMaking } from "../../src/session/making.ts";
import { Session } from "../../src/session/session.ts";
import { type QgisCase, qgisCases, qgisLayers } from "../fixtures/qgis-cases.ts";
import { layerOf } from "../algorithms/run.ts";

const WORKER = new URL("../../dist/test/worker.js", import.meta.url);

const inputs = Object.fromEntries(["EPSG:3857", "EPSG:4326"].map((crs) => [crs, layersIn(crs)]));

function layersIn(crs: string): Readonly<Record<string, Layer>> {
  return Object.fromEntries(
    Object.entries(qgisLayers).map(([name, rows]) => {
      const features = rows.map((row) => ({ type: "Feature", ...row, properties: { ...row.properties } }) as Feature);
      return [name, layerFromData(name, layerOf(features, crs))];
    }),
  );
}

type Asked = Pick<QgisCase, "id" | "crs" | "given">;

/** A case with its layers in place of their names. */
function withLayers({ id, crs, given }: Asked): Given {
  const { parameters } = findAlgorithm(id);
  const layerNamed = (name: unknown) => inputs[crs]![name as string]!;
  return Object.fromEntries(
    Object.entries(given).map(([key, value]) => {
      if (parameterNamed(parameters, key)?.type.input === undefined) return [key, value];
      return [key, Array.isArray(value) ? value.map(layerNamed) : layerNamed(value)];
    }),
  );
}

const session = new Session({ workerUrl: WORKER, lanes: 1 });
const other = new Session({ workerUrl: WORKER, lanes: 2 });
afterAll(() => Promise.all([session.close(), other.close()]));

type Given = Readonly<Record<string, unknown>>;
interface How {
  readonly engine?: "geos" | "jsts";
  readonly invalid?: "fix" | "skip" | "abort";
}

/** The provenance that a call's layer would have. */
function provenance(id: string, given: Given, { engine = "geos", invalid = "fix" }: How = {}): string {
  const call = prepareCall(findAlgorithm(id), given, session.names, { engine, invalid });
  return provenanceFrom({ making: algorithmMaking(call) }, dataHash(dataOf(inputs["EPSG:3857"]!["areas"]!))).hash;
}

/** Other values that a parameter may take, some of which it will refuse. */
function candidates({ type, default: usual }: NamedParameter, current: unknown): readonly unknown[] {
  const words = [
    "name",
    "kind",
    "size",
    "id",
    "zone",
    "code",
    "other",
    "1",
    "2",
    "1 + 1",
    '"size" > 3',
    "red",
    "EPSG:3857",
    "EPSG:25832",
  ];
  const numbers = [0, 1, 2, 3, 7, 0.5, 0.1, 12.5, 90];
  const lists = [["name"], ["kind"], ["name", "kind"], [1, 2], [0, 5], [0, 0, 5, 5], "0,0,9,9", "1,2"];
  const objects = [
    { size: "sum" },
    [{ name: "n", type: "string", expression: "'x'" }],
    [{ name: "n", aggregate: "count", input: "1" }],
  ];
  const all = [true, false, ...(type.argument.values ?? []), ...numbers, ...words, ...lists, ...objects];
  return all.filter((value) => JSON.stringify(value) !== JSON.stringify(current ?? usual));
}

/** QGIS was asked for these with layers of one field. */
const OF_TWO_FIELDS: readonly Asked[] = [
  {
    id: "qgis:distancematrix",
    crs: "EPSG:3857",
    given: { INPUT: "places", INPUT_FIELD: "id", TARGET: "places", TARGET_FIELD: "id" },
  },
  {
    id: "native:hublines",
    crs: "EPSG:3857",
    given: { HUBS: "places", HUB_FIELD: "id", SPOKES: "places", SPOKE_FIELD: "id" },
  },
];

/** What QGIS was asked for, which covers most of the algorithms. */
const asked = new Map<string, Asked[]>();
for (const each of [...qgisCases, ...OF_TWO_FIELDS]) {
  const { name } = findAlgorithm(each.id);
  asked.set(name, [...(asked.get(name) ?? []), each]);
}
const covered = algorithms.filter(({ name }) => asked.has(name));

describe("of every algorithm", () => {
  test("most have a case of QGIS's", () => expect(covered.length).toBeGreaterThan(80));

  test.each(covered.map(({ name }) => name))("%s: each option counts, and what is left out is its default", (name) => {
    const algorithm = findAlgorithm(name);
    const counting = new Set<string>();
    for (const each of asked.get(name)!) {
      const { id } = each;
      const given = withLayers(each);
      const base = provenance(id, given);
      expect(provenance(id, { ...given })).toBe(base);
      const stated = new Map(Object.keys(given).map((key) => [parameterNamed(algorithm.parameters, key)?.name, key]));
      for (const parameter of optionsOf(algorithm)) {
        const key = stated.get(parameter.name) ?? parameter.name;
        if ([...changed(id, given, { key, parameter })].some((hash) => hash !== base)) counting.add(parameter.name);
        const { default: usual = given[key] } = parameter;
        const spelled = stated.has(parameter.name) ? given : { ...given, [parameter.name]: usual };
        expect(provenance(id, spelled)).toBe(base);
      }
      expect(provenance(id, given, { engine: "jsts" }) === base).toBe(algorithm.shape === "coordinates");
      expect(provenance(id, given, { invalid: "skip" }) === base).toBe(!needsValidity(algorithm));
    }
    // what a layer beside is called changes no layer
    const expected = optionsOf(algorithm).filter(({ type }) => type.id !== "output");
    expect(counting).toEqual(new Set(expected.map((parameter) => parameter.name)));
  });
});

function optionsOf({ parameters }: AlgorithmSchema): readonly NamedParameter[] {
  return namedParameters(parameters).filter(({ type }) => type.input === undefined);
}

/** The provenances that come of other values. */
function changed(
  id: string,
  given: Given,
  { key, parameter }: { readonly key: string; readonly parameter: NamedParameter },
): ReadonlySet<string> {
  const found = new Set<string>();
  for (const value of candidates(parameter, given[key])) {
    try {
      found.add(provenance(id, { ...given, [key]: value }));
    } catch (error) {
      if (!(error instanceof SpatialError)) throw error;
    }
  }
  return found;
}

describe("equal provenance is an equal layer", () => {
  test.each(covered.map(({ name }) => name))("%s, with either engine, on one lane and on two", async (name) => {
    const [one] = asked.get(name)!;
    const given = withLayers(one!);
    const { id } = one!;
    const hashes = new Map<string, Set<string>>();
    for (const engine of ["geos", "jsts"] as const) {
      for (const { submitAlgorithm } of [bound(session), bound(other)]) {
        const outcome = await submitAlgorithm(id, given, { engine }).settled;
        // jsts refuses some
        if (outcome.status !== "complete") continue;
        for (const result of [outcome.result].flat()) {
          // numbers by name are a table of the session, and have no hash of their own
          const [key, hash] =
            result instanceof Layer
              ? [result.provenance.hash, result.hash]
              : [provenance(id, given, { engine }), JSON.stringify(result)];
          hashes.set(key, (hashes.get(key) ?? new Set()).add(hash));
        }
      }
    }
    expect(hashes.size).toBeGreaterThan(0);
    for (const [key, found] of hashes) expect([key, found.size]).toEqual([key, 1]);
  });
});

function bound(of: Session): Pick<Session, "submitAlgorithm"> {
  return { submitAlgorithm: of.submitAlgorithm.bind(of) };
}
