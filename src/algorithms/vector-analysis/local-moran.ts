import { SpatialError } from "../../errors.ts";
import { ColumnBuilder } from "../../layers/column-builder.ts";
import type { Field } from "../../layers/layer-data.ts";
import { integer } from "../../schema/types/integer.ts";
import { layer } from "../../schema/types/layer.ts";
import { oneField } from "../../schema/types/one-field.ts";
import { seed } from "../../schema/types/seed.ts";
import { inputOf } from "../setup.ts";
import type { WholeAlgorithm } from "../shapes.ts";
import { SeededRandom } from "../vector-creation/seeded-random.ts";
import { type Autocorrelated, autocorrelated, lagAt, pseudoP } from "./autocorrelated.ts";
import { NEIGHBOURS } from "./neighbours.ts";

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

const FIELDS: readonly Field[] = [
  { name: "local_i", type: "number" },
  { name: "quadrant", type: "string" },
  { name: "p_sim", type: "number" },
];

export const localMoran: WholeAlgorithm<typeof parameters> = {
  shape: "whole",
  name: "localMoran",
  id: "localmoran",
  title: "Local Moran",
  group: "Vector analysis",
  doc:
    "Where neighbours have like numbers (LISA): the layer with local_i, positive among like ones; quadrant, HH for a high number among high " +
    "ones, LL, LH and HL; and p_sim, the share of shuffled orders of the others that are as far from chance. Weights of each feature add up to 1. Features " +
    "without a number have nulls, with a warning. As in esda; QGIS 3.22 has none.",
  tags: ["moran", "lisa", "local", "autocorrelation", "hotspot", "cluster", "outlier", "esda", "pysal"],
  example: "%local-moran countries --field population --as hotspots",
  parameters,
  run(setup, { engine, feedback }) {
    const data = inputOf(setup, "input");
    const taken = data.fields.find(({ name }) => FIELDS.some((field) => field.name === name));
    if (taken !== undefined)
      throw new SpatialError(
        "BAD_ARGUMENT",
        `localMoran: the layer has a field ${taken.name} already; rename it first.`,
      );
    const about = autocorrelated(data, setup.values, { engine, feedback });
    const builders = FIELDS.map(({ type }) => new ColumnBuilder(type));
    const random = new SeededRandom(setup.values.seed);
    const { permutations } = setup.values;
    about.rows.forEach((row, i) => {
      feedback.throwIfCanceled();
      feedback.progress(i / about.n);
      const { deviations, neighbours } = about;
      const [own, lag] = [deviations[i]!, lagAt(neighbours[i]!, deviations)];
      const value = localI(about, own, lag);
      const p =
        permutations === 0 ? null : pseudoP(countAsLarge(about, i, { value, permutations, random }), permutations);
      [value, `${own > 0 ? "H" : "L"}${lag > 0 ? "H" : "L"}`, p].forEach((one, at) => builders[at]!.set(row, one));
    });
    return {
      layer: {
        ...data,
        fields: [...data.fields, ...FIELDS],
        columns: [...data.columns, ...builders.map((builder) => builder.finish(data.geometry.length).column)],
      },
    };
  },
};

function localI({ n, moments }: Autocorrelated, own: number, lag: number): number {
  return ((n - 1) * own * lag) / moments.second;
}

interface Compared {
  readonly value: number;
  readonly permutations: number;
  readonly random: SeededRandom;
}

/** How many draws of other features in the place of the neighbours give at least as much. */
function countAsLarge(about: Autocorrelated, i: number, { value, permutations, random }: Compared): number {
  const { n, deviations, neighbours } = about;
  const count = neighbours[i]!.length;
  let larger = 0;
  for (let draw = 0; draw < permutations; draw++) {
    const drawn = new Set<number>();
    let sum = 0;
    while (drawn.size < count) {
      const other = Math.floor(random.next() * n);
      if (other === i || drawn.has(other)) continue;
      drawn.add(other);
      sum += deviations[other]!;
    }
    if (localI(about, deviations[i]!, count === 0 ? 0 : sum / count) >= value) larger++;
  }
  return larger;
}
