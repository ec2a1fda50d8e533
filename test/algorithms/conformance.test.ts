import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { algorithms } from "../../src/algorithms/registry.ts";
import { others } from "../fixtures/other-cases.ts";
import { qgisCases } from "../fixtures/qgis-cases.ts";

function stored(name: string): Readonly<Record<string, readonly unknown[]>> {
  return JSON.parse(readFileSync(`test/fixtures/${name}.json`, "utf8")) as Record<string, unknown[]>;
}

/** What other software makes of a call, each compared by a test beside this one. */
const cases: readonly string[] = [
  ...qgisCases.map(({ id }) => id),
  ...[...others.cases, ...others.chances, ...others.splits].map(({ id }) => id),
  ...stored("coverage-simplify")["cases"]!.map(() => "coveragesimplify"),
  ...stored("coverage-union")["united"]!.map(() => "coverageunion"), // each of its groups
  ...Object.keys(stored("correlation")).map(() => "fieldcorrelation"),
  ...["spatialweights", "moransi", "localmoran"].flatMap((id) => stored("spatial-statistics")["cases"]!.map(() => id)),
];

test("at least 400 calls are compared with other software", () => {
  expect(cases.length).toBeGreaterThanOrEqual(400);
});

test("at least three of each algorithm, and none of what is no algorithm", () => {
  const ids = algorithms.map(({ id }) => id);
  expect(ids.filter((id) => cases.filter((one) => one === id).length < 3)).toEqual([]);
  expect(cases.filter((one) => !ids.includes(one))).toEqual([]);
});
