import { integer } from "../../schema/types/integer.ts";
import { layer } from "../../schema/types/layer.ts";
import { oneField } from "../../schema/types/one-field.ts";
import { seed } from "../../schema/types/seed.ts";
import { LayerBuilder } from "../layer-builder.ts";
import { inputOf, type Tools } from "../setup.ts";
import type { WholeAlgorithm } from "../shapes.ts";
import { SeededRandom } from "../vector-creation/seeded-random.ts";
import { NEIGHBOURS } from "./neighbours.ts";
import { twoSided } from "./normal-distribution.ts";
import { type Autocorrelated, autocorrelated, lagAt, pseudoP, shuffle } from "./autocorrelated.ts";

const parameters = {
  input: layer({ doc: "Polygons that touch each other, or features of any kind for k-nearest" }),
  field: oneField({ doc: "The field with the numbers" }),
  ...NEIGHBOURS,
  permutations: integer({
    default: 999,
    min: 0,
    max: 99_999,
    doc: "How often numbers are shuffled to see what chance makes",
  }),
  seed: seed({ doc: "The same seed gives the same shuffling" }),
};

const STATISTICS = ["I", "EI", "VI_norm", "z_norm", "p_norm", "VI_rand", "z_rand", "p_rand"] as const;

export const moransI: WholeAlgorithm<typeof parameters> = {
  shape: "whole",
  gives: { ...Object.fromEntries(STATISTICS.map((name) => [name, "number"])), p_sim: "number | null", n: "number" },
  name: "moransI",
  id: "moransi",
  title: "Moran's I",
  group: "Vector analysis",
  doc:
    "Whether neighbours have like numbers, in numbers. I is above EI for clusters of like numbers, below for unlike " +
    "neighbours; VI, z and p (two-sided) are its variance, z-score and likelihood by chance, where numbers are normal (_norm) or " +
    "shuffled in any order (_rand); p_sim is the share of shuffled orders that are as far from chance. Weights of each feature add up " +
    "to 1. Features without a number are left out, with a warning. As in esda; QGIS 3.22 has none.",
  tags: ["moran", "spatial", "autocorrelation", "cluster", "statistics", "esda", "pysal"],
  example: "%morans-i countries --field population --as autocorrelation",
  parameters,
  run(setup, tools) {
    const about = autocorrelated(inputOf(setup, "input"), setup.values, tools);
    const { n, moments } = about;
    const I = indexOf(about, about.deviations);
    const expected = -1 / (n - 1);
    const normal = varianceNormal(about) - expected ** 2;
    const shuffled = varianceShuffled(about) - expected ** 2;
    const z = [normal, shuffled].map((variance) => (I - expected) / Math.sqrt(variance));
    const { permutations } = setup.values;
    const larger = permutations === 0 ? undefined : countAsLarge(about, I, setup.values, tools);
    const out = new LayerBuilder(FIELDS);
    out.add([
      I,
      expected,
      normal,
      z[0]!,
      twoSided(z[0]!),
      shuffled,
      z[1]!,
      twoSided(z[1]!),
      larger === undefined ? null : pseudoP(larger, permutations),
      n,
    ]);
    if (moments.second === 0) tools.feedback.log("warning", "All numbers are the same; there is no I.");
    return { layer: out.table() };
  },
};

const FIELDS = [
  ...[...STATISTICS, "p_sim"].map((name) => ({ name, type: "number" }) as const),
  { name: "n", type: "integer" },
] as const;

function indexOf({ n, neighbours, sums, moments }: Autocorrelated, deviations: Float64Array): number {
  let total = 0;
  for (let i = 0; i < n; i++) total += deviations[i]! * lagAt(neighbours[i]!, deviations);
  return ((n / sums.s0) * total) / moments.second;
}

function varianceNormal({ n, sums: { s0, s1, s2 } }: Autocorrelated): number {
  return (n * n * s1 - n * s2 + 3 * s0 * s0) / ((n - 1) * (n + 1) * s0 * s0);
}

function varianceShuffled({ n, sums: { s0, s1, s2 }, moments: { second, fourth } }: Autocorrelated): number {
  const kurtosis = fourth / n / (second / n) ** 2;
  const one = n * ((n * n - 3 * n + 3) * s1 - n * s2 + 3 * s0 * s0);
  const other = kurtosis * ((n * n - n) * s1 - 2 * n * s2 + 6 * s0 * s0);
  return (one - other) / ((n - 1) * (n - 2) * (n - 3) * s0 * s0);
}

function countAsLarge(
  about: Autocorrelated,
  index: number,
  { permutations, seed: start }: { readonly permutations: number; readonly seed: number },
  { feedback }: Tools,
): number {
  const random = new SeededRandom(start);
  const deviations = about.deviations.slice();
  let larger = 0;
  for (let i = 0; i < permutations; i++) {
    feedback.throwIfCanceled();
    feedback.progress(i / permutations);
    shuffle(deviations, random);
    if (indexOf(about, deviations) >= index) larger++;
  }
  return larger;
}
