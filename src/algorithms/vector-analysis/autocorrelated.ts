import { SpatialError } from "../../errors.ts";
import { valueAt } from "../../layers/attributes.ts";
import type { LayerData } from "../../layers/layer-data.ts";
import { takeColumn } from "../../geometry/append.ts";
import { takeColumns } from "../../layers/attributes.ts";
import type { Tools } from "../setup.ts";
import type { SeededRandom } from "../vector-creation/seeded-random.ts";
import { neighboursOf } from "./neighbours.ts";
import { warnOfIslands } from "./spatial-weights.ts";

/** Numbers of features and of their neighbours. */
export interface Autocorrelated {
  readonly n: number;
  /** The rows of the layer that have a number; all else is counted among these. */
  readonly rows: readonly number[];
  readonly neighbours: readonly (readonly number[])[];
  /** Of the numbers from their mean. */
  readonly deviations: Float64Array;
  /** Sums of deviations to the second and fourth power. */
  readonly moments: { readonly second: number; readonly fourth: number };
  /** Of weights that add up to 1 for each feature, as Cliff and Ord name them. */
  readonly sums: { readonly s0: number; readonly s1: number; readonly s2: number };
}

interface Wanted {
  readonly field: string;
  readonly method: "queen" | "rook" | "k-nearest";
  readonly k: number;
}

/** @throws SpatialError BAD_ARGUMENT for a field without numbers, or less than four of them */
export function autocorrelated(data: LayerData, { field, method, k }: Wanted, tools: Tools): Autocorrelated {
  const at = data.fields.findIndex(({ name }) => name === field);
  const numbers = Array.from({ length: data.geometry.length }, (_, row) => {
    const value = valueAt(data.columns[at]!, data.fields[at]!, row);
    return typeof value === "number" || typeof value === "bigint" ? Number(value) : undefined;
  });
  const rows = [...numbers.keys()].filter((row) => numbers[row] !== undefined);
  if (rows.length < 4)
    throw new SpatialError("BAD_ARGUMENT", `The field ${field} has ${rows.length} numbers; at least 4 are needed.`);
  const lost = data.geometry.length - rows.length;
  if (lost > 0)
    tools.feedback.log("warning", `${lost} of ${data.geometry.length} features have no ${field} and are left out.`);
  const known =
    lost === 0
      ? data
      : { ...data, geometry: takeColumn(data.geometry, rows), columns: takeColumns(data.columns, rows) };
  const neighbours = neighboursOf(known, { method, k }, tools);
  warnOfIslands(neighbours, tools);
  const mean = rows.reduce((sum, row) => sum + numbers[row]!, 0) / rows.length;
  const deviations = Float64Array.from(rows, (row) => numbers[row]! - mean);
  const moments = {
    second: deviations.reduce((sum, one) => sum + one ** 2, 0),
    fourth: deviations.reduce((sum, one) => sum + one ** 4, 0),
  };
  return { n: rows.length, rows, neighbours, deviations, moments, sums: weightSums(neighbours) };
}

function weightSums(neighbours: readonly (readonly number[])[]): Autocorrelated["sums"] {
  const columns = new Float64Array(neighbours.length);
  const isNear = neighbours.map((own) => new Set(own));
  let [s0, s1] = [0, 0];
  neighbours.forEach((own, i) => {
    const weight = 1 / own.length;
    for (const other of own) {
      columns[other]! += weight;
      s0 += weight;
      // each pair once: from the lower one, or from the only one that has the other
      const isMutual = isNear[other]!.has(i);
      if (isMutual && other < i) continue;
      s1 += (weight + (isMutual ? 1 / neighbours[other]!.length : 0)) ** 2;
    }
  });
  const s2 = neighbours.reduce((sum, own, i) => sum + ((own.length > 0 ? 1 : 0) + columns[i]!) ** 2, 0);
  return { s0, s1, s2 };
}

/** The mean of the neighbours; 0 where there are none. */
export function lagAt(neighbours: readonly number[], deviations: Float64Array): number {
  if (neighbours.length === 0) return 0;
  return neighbours.reduce((sum, other) => sum + deviations[other]!, 0) / neighbours.length;
}

/** @param larger how many of so many shuffled orders gave at least as much */
export function pseudoP(larger: number, permutations: number): number {
  return (Math.min(larger, permutations - larger) + 1) / (permutations + 1);
}

export function shuffle(values: Float64Array, random: SeededRandom): void {
  for (let i = values.length - 1; i > 0; i--) {
    const other = Math.floor(random.next() * (i + 1));
    [values[i], values[other]] = [values[other]!, values[i]!];
  }
}
