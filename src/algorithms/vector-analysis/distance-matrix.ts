import { GeometryBuilder } from "../../geometry/builder.ts";
import { Kind } from "../../geometry/column.ts";
import { type AttributeValue, valueAt } from "../../layers/attributes.ts";
import type { Field, LayerData } from "../../layers/layer-data.ts";
import { toText } from "../../layers/mixed-values.ts";
import { SpatialError } from "../../errors.ts";
import { choice } from "../../schema/types/choice.ts";
import { integer } from "../../schema/types/integer.ts";
import { layer } from "../../schema/types/layer.ts";
import { oneField } from "../../schema/types/one-field.ts";
import { checkKinds } from "../check-kinds.ts";
import { LayerBuilder } from "../layer-builder.ts";
import { centroidsOf } from "../representative-points.ts";
import { sameGeometries } from "../same-geometries.ts";
import { inputOf, type Setup, type Tools } from "../setup.ts";
import type { WholeAlgorithm } from "../shapes.ts";
import { makeIndex, openIndex } from "../runners/spatial-index.ts";
import { measured } from "./nearest-neighbour-analysis.ts";

const parameters = {
  input: layer({ doc: "Points to measure from" }),
  target: layer({ doc: "Points to measure to; may be the same layer" }),
  inputField: oneField({ doc: "The field that names them" }),
  targetField: oneField({ of: "target", doc: "The field that names those" }),
  matrixType: choice(["linear", "standard", "summary"], {
    default: "linear",
    doc: "A row for each pair, a column for each target, or mean, deviation, least and largest",
  }),
  nearestPoints: integer({ default: 0, min: 0, doc: "How many of the nearest count; 0 for all" }),
};
type Table = typeof parameters;

export const distanceMatrix: WholeAlgorithm<Table> = {
  shape: "whole",
  name: "distanceMatrix",
  id: "qgis:distancematrix",
  title: "Distance matrix",
  group: "Vector analysis",
  doc:
    "Distances between the points of two layers. linear: InputID, TargetID and Distance of each pair, with both points as a multi-point, in the " +
    "order of the layers. standard: each point with a field for each target, itself too; null where it is not among the nearest. summary: InputID, MEAN, STDDEV (of the " +
    "population), MIN and MAX for each point. Else a point is not paired with itself where both are the same layer. Distances are metres on the ground " +
    "where coordinates are longitude and latitude, else in layer units. Points without geometry are left out, with a warning.",
  tags: ["distance", "matrix", "points", "pairs", "nearest", "table"],
  example:
    "%distance-matrix places --input-field name --target north --target-field name --nearest-points 1 --as distances",
  parameters,
  run(setup, tools) {
    const pairs = new Pairs(setup);
    const { input, names } = pairs;
    const { matrixType } = setup.values;
    const out = new LayerBuilder(fieldsOf(setup, pairs));
    for (let row = 0; row < input.geometry.length; row++) {
      tools.feedback.throwIfCanceled();
      tools.feedback.progress(row / input.geometry.length);
      if (!pairs.isPlace(row)) continue;
      const near = pairs.targetsOf(row);
      if (matrixType === "linear") for (const target of near) addPair(out, pairs, [row, target], tools);
      else {
        const sizes =
          matrixType === "standard" ? pairs.sizesTo(row) : summary(near.map((one) => pairs.distance(row, one)));
        out.add([names(row), ...sizes], (builder) => builder.addFrom(input.geometry, row));
      }
    }
    const lost = input.geometry.length - pairs.places;
    if (lost > 0)
      tools.feedback.log("warning", `${lost} of ${input.geometry.length} points have no geometry and are left out.`);
    return { layer: out.layer(input.crs) };
  },
};

function addPair(out: LayerBuilder, pairs: Pairs, [row, target]: readonly [number, number], tools: Tools): void {
  const values = [pairs.names(row), pairs.targetNames(target), pairs.distance(row, target)];
  out.add(values, (builder) => builder.addFrom(pairs.union(row, target, tools), 0));
}

function fieldsOf(setup: Setup<Table>, { input, target, all, targetNames }: Pairs): readonly Field[] {
  const { inputField, targetField, matrixType } = setup.values;
  const own = typeIn(input, inputField);
  switch (matrixType) {
    case "linear":
      return [
        { name: "InputID", type: own },
        { name: "TargetID", type: typeIn(target, targetField) },
        { name: "Distance", type: "number" },
      ];
    case "standard":
      return [{ name: "ID", type: own }, ...named(all.map((row) => toText(targetNames(row) ?? "")))];
    case "summary":
      return [
        { name: "InputID", type: own },
        ...["MEAN", "STDDEV", "MIN", "MAX"].map((name) => ({ name, type: "number" }) as const),
      ];
  }
}

function typeIn({ fields }: LayerData, wanted: string): Field["type"] {
  return fields.find(({ name }) => name === wanted)!.type;
}

/** @throws SpatialError BAD_ARGUMENT where two targets have one name */
function named(names: readonly string[]): readonly Field[] {
  const double = names.find((name, i) => names.indexOf(name) !== i || name === "ID");
  if (double !== undefined)
    throw new SpatialError(
      "BAD_ARGUMENT",
      `distanceMatrix: two fields of the matrix would be called "${double}"; give a targetField whose values differ.`,
    );
  return names.map((name) => ({ name, type: "number" }));
}

function summary(sizes: readonly number[]): readonly (number | null)[] {
  if (sizes.length === 0) return [null, null, null, null];
  const mean = sizes.reduce((sum, size) => sum + size, 0) / sizes.length;
  const squares = sizes.reduce((sum, size) => sum + (size - mean) ** 2, 0);
  return [mean, Math.sqrt(squares / sizes.length), Math.min(...sizes), Math.max(...sizes)];
}

/** Which points are paired with which. */
class Pairs {
  readonly input: LayerData;
  readonly target: LayerData;
  /** Rows of the targets that have a place. */
  readonly all: readonly number[];
  readonly places: number;
  readonly names: (row: number) => AttributeValue;
  readonly targetNames: (row: number) => AttributeValue;
  readonly #from: Float64Array;
  readonly #to: Float64Array;
  readonly #isSame: boolean;
  readonly #count: number;
  readonly #index: ReturnType<typeof openIndex>;

  constructor(setup: Setup<Table>) {
    this.input = inputOf(setup, "input");
    this.target = inputOf(setup, "target");
    checkKinds("input", this.input.geometry, [Kind.Point]);
    checkKinds("target", this.target.geometry, [Kind.Point]);
    this.#from = centroidsOf(this.input.geometry);
    this.#to = centroidsOf(this.target.geometry);
    this.#isSame = sameGeometries(this.input.geometry, this.target.geometry);
    this.#count = setup.values.nearestPoints;
    this.#index = openIndex(makeIndex(this.target.geometry));
    this.all = Array.from({ length: this.target.geometry.length }, (_, row) => row).filter(
      (row) => this.#to[2 * row] === this.#to[2 * row],
    );
    this.places = this.#from.filter((value, i) => i % 2 === 0 && value === value).length;
    this.names = valuesOf(this.input, setup.values.inputField);
    this.targetNames = valuesOf(this.target, setup.values.targetField);
  }

  isPlace(row: number): boolean {
    return this.#from[2 * row] === this.#from[2 * row];
  }

  targetsOf(row: number): readonly number[] {
    const isOther = (target: number): boolean => !this.#isSame || target !== row;
    if (this.#count === 0) return this.all.filter(isOther);
    const [x, y] = [this.#from[2 * row]!, this.#from[2 * row + 1]!];
    return (this.#index?.neighbors(x, y, this.#count, Infinity, isOther) ?? []).toSorted((a, b) => a - b);
  }

  /** To all targets; itself counts, as in QGIS. Null where one is not among the nearest. */
  sizesTo(row: number): readonly (number | null)[] {
    const near = new Set(this.targetsOf(row));
    const counts = (target: number): boolean => this.#count === 0 || near.has(target);
    return this.all.map((target) => (counts(target) ? this.distance(row, target) : null));
  }

  distance(row: number, target: number): number {
    const [from, to] = [this.#from, this.#to];
    return measured([from[2 * row]!, from[2 * row + 1]!], [to[2 * target]!, to[2 * target + 1]!], this.input.crs);
  }

  /** Both points as a multi-point, sorted by place; a point where they are one. */
  union(row: number, target: number, { engine }: Tools) {
    const builder = new GeometryBuilder(2);
    engine.scope(() => {
      const [one, other] = [engine.read(this.input.geometry, row), engine.read(this.target.geometry, target)];
      engine.write(engine.union([one, other]), builder);
    });
    return builder.finish();
  }
}

function valuesOf({ fields, columns }: LayerData, wanted: string): (row: number) => AttributeValue {
  const at = fields.findIndex(({ name }) => name === wanted);
  return (row) => valueAt(columns[at]!, fields[at]!, row);
}
