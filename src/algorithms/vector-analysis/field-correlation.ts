import { SpatialError } from "../../errors.ts";
import { toNumber } from "../../expressions/runtime-values.ts";
import { valueAt } from "../../layers/attributes.ts";
import type { LayerData } from "../../layers/layer-data.ts";
import { oneField } from "../../schema/types/one-field.ts";
import { table } from "../../schema/types/table.ts";
import { LayerBuilder } from "../layer-builder.ts";
import { inputOf } from "../setup.ts";
import type { WholeAlgorithm } from "../shapes.ts";

const parameters = {
  input: table({ doc: "Features of any kind, or rows" }),
  x: oneField({ doc: "A field with numbers" }),
  y: oneField({ doc: "Another one" }),
};

const NAMES = ["pearson", "spearman", "slope", "intercept"] as const;

export const fieldCorrelation: WholeAlgorithm<typeof parameters> = {
  shape: "whole",
  gives: { ...Object.fromEntries(NAMES.map((name) => [name, "number | null"])), n: "number" },
  name: "fieldCorrelation",
  id: "fieldcorrelation",
  title: "Correlation of two fields",
  group: "Vector analysis",
  doc:
    "How two fields go together: Pearson's r of their values and Spearman's of their ranks (-1 to 1), slope and intercept of the " +
    "line that fits y best, and n, the number of rows in which both have a value. Without at least two different values of each " +
    "there is no r, and it is null. As in pandas; QGIS 3.22 has none.",
  tags: ["correlation", "regression", "pearson", "spearman", "statistics", "slope", "trend"],
  example: "%field-correlation countries --x area --y population --as related",
  parameters,
  run(setup) {
    const data = inputOf(setup, "input");
    const { x, y } = setup.values;
    const pairs = pairsOf(numbersOf(data, x), numbersOf(data, y));
    const xs = pairs.map(([one]) => one);
    const ys = pairs.map(([, other]) => other);
    const line = fitted(xs, ys);
    const out = new LayerBuilder([
      ...NAMES.map((name) => ({ name, type: "number" }) as const),
      { name: "n", type: "integer" },
    ]);
    out.add([line.r, fitted(ranks(xs), ranks(ys)).r, line.slope, line.intercept, pairs.length]);
    return { layer: out.table() };
  },
};

function numbersOf(data: LayerData, name: string): readonly (number | null)[] {
  const at = data.fields.findIndex((field) => field.name === name);
  const [field, column] = [data.fields[at]!, data.columns[at]!];
  if (!["integer", "integer64", "number"].includes(field.type))
    throw new SpatialError(
      "BAD_ARGUMENT",
      `fieldCorrelation: the field "${name}" is of type ${field.type}; give one with numbers.`,
    );
  return Array.from({ length: data.geometry.length }, (_, row) => {
    const value = valueAt(column, field, row);
    return value === null ? null : toNumber(value);
  });
}

function pairsOf(xs: readonly (number | null)[], ys: readonly (number | null)[]): (readonly [number, number])[] {
  return xs.flatMap((x, row) => {
    const y = ys[row] ?? null;
    return x === null || y === null || Number.isNaN(x + y) ? [] : [[x, y] as const];
  });
}

/** By least squares, from deviations, so that large numbers lose nothing. */
function fitted(xs: readonly number[], ys: readonly number[]) {
  const [meanX, meanY] = [meanOf(xs), meanOf(ys)];
  let [xx, yy, xy] = [0, 0, 0];
  xs.forEach((x, i) => {
    const [dx, dy] = [x - meanX, ys[i]! - meanY];
    xx += dx * dx;
    yy += dy * dy;
    xy += dx * dy;
  });
  const slope = xx > 0 ? xy / xx : null;
  return {
    slope,
    intercept: slope === null ? null : meanY - slope * meanX,
    r: xx > 0 && yy > 0 ? Math.max(-1, Math.min(1, xy / Math.sqrt(xx * yy))) : null,
  };
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** From 1; values that are alike share the mean of their ranks. */
function ranks(values: readonly number[]): number[] {
  const order = [...values.keys()].toSorted((a, b) => values[a]! - values[b]!);
  const rankOf: number[] = [];
  for (let from = 0; from < order.length;) {
    let to = from;
    while (to < order.length && values[order[to]!] === values[order[from]!]) to++;
    for (let i = from; i < to; i++) rankOf[order[i]!] = (from + to + 1) / 2;
    from = to;
  }
  return rankOf;
}
