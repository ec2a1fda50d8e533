import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { dataOf, Layer } from "../../src/layers/layer.ts";
import { engines, run } from "./run.ts";

interface Case {
  readonly title: string;
  readonly x: readonly (number | null)[];
  readonly y: readonly (number | null)[];
  readonly told: Readonly<Record<string, number | null>>;
}

/** Made by test/fixtures/oracle/correlation.py with pandas. */
const cases = JSON.parse(readFileSync(new URL("../fixtures/correlation.json", import.meta.url), "utf8")) as Case[];
const { engine } = engines[0]!;

function correlated(rows: readonly object[], values: object = { x: "x", y: "y" }) {
  const fields = [{ x: 0, y: 0, name: "a" }];
  const input = dataOf(Layer.from([...fields, ...rows].slice(rows.length === 0 ? 0 : 1)).filter(() => rows.length > 0));
  return run("fieldCorrelation", { engine, inputs: { input }, values: { ...values } });
}

test.each(cases)("$title", ({ x, y, told }) => {
  const [found] = correlated(x.map((one, row) => ({ x: one, y: y[row] }))).properties;
  expect(Object.keys(found ?? {})).toEqual(Object.keys(told));
  expect(Object.values(found ?? {}).map(rounded)).toEqual(Object.values(told).map(rounded));
});

/** Nine digits, as pandas and numpy lose some. */
function rounded(value: unknown): unknown {
  return typeof value === "number" ? Number(value.toPrecision(9)) : value;
}

test("a field that has no numbers is refused by its name", () => {
  expect(() => correlated([{ x: 1, y: 2, name: "a" }], { x: "x", y: "name" })).toThrow(
    'fieldCorrelation: the field "name" is of type string; give one with numbers.',
  );
});
