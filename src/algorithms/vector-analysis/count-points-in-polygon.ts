import { type AttributeValue, valueAt } from "../../layers/attributes.ts";
import { field } from "../../schema/types/field.ts";
import { layer } from "../../schema/types/layer.ts";
import { text } from "../../schema/types/text.ts";
import { Kind } from "../../geometry/column.ts";
import { checkKinds } from "../check-kinds.ts";
import { filledValue, withFilled } from "../filled-fields.ts";
import { chosenFields } from "../../layers/joined-fields.ts";
import { inputOf, type Setup } from "../setup.ts";
import type { PairAlgorithm, RowField } from "../shapes.ts";
import { MAX_DEVIATION } from "../vector-overlay/max-deviation.ts";

const parameters = {
  polygons: layer({ validity: "valid", doc: "Polygons to count in" }),
  points: layer({ validity: "valid", doc: "Points to count" }),
  weight: field({
    optional: true,
    of: "points",
    doc: "A field whose values are summed instead of counting the points",
  }),
  classField: field({
    optional: true,
    of: "points",
    qgis: "CLASSFIELD",
    doc: "A field whose different values are counted instead; null is one of them",
  }),
  field: text({ default: "NUMPOINTS", doc: "The field with the result" }),
  maxDeviation: MAX_DEVIATION,
};
type Table = typeof parameters;

export const countPointsInPolygon: PairAlgorithm<Table> = {
  shape: "pair",
  name: "countPointsInPolygon",
  id: "native:countpointsinpolygon",
  title: "Count points in polygon",
  group: "Vector analysis",
  doc:
    "The polygons with the number of points that lie in them, or the sum of their weights, or the number of different " +
    "classes. A point on the border lies in none; a multi-point does where all of it does. A field of that name that is " +
    "there already is filled anew. With a weight classes do not count.",
  tags: ["points", "count", "sum", "density", "contains", "within"],
  example: "%count-points-in-polygon countries --points places --as counted",
  parameters,
  with: "points",
  prepare(setup) {
    checkKinds("polygons", inputOf(setup, "polygons").geometry, [Kind.Polygon]);
    checkKinds("points", inputOf(setup, "points").geometry, [Kind.Point]);
  },
  layout,
  open(setup, { engine }) {
    const made = layout(setup).find(({ from }) => from === undefined)!;
    const sizeOf = measureOf(setup);
    return (feature, near, out) => {
      if (near.length === 0) {
        out.keep([0]);
        return;
      }
      const prepared = engine.prepare(feature.geometry);
      const inside = near.filter(({ geometry }) => prepared.test("contains", geometry)).map(({ index }) => index);
      out.keep([filledValue(made, sizeOf(inside))]);
    };
  },
};

function layout(setup: Setup<Table>): readonly RowField[] {
  const own = chosenFields(inputOf(setup, "polygons").fields, []);
  return withFilled(own, setup.values.field);
}

/** What is said of the points inside. */
function measureOf(setup: Setup<Table>): (points: readonly number[]) => number {
  const { weight, classField } = setup.values;
  if (weight !== undefined) {
    const weightOf = readerOf(setup, weight);
    return (points) => points.reduce((sum, point) => sum + numberOf(weightOf(point)), 0);
  }
  if (classField === undefined) return (points) => points.length;
  const classOf = readerOf(setup, classField);
  return (points) => new Set(points.map((point) => JSON.stringify(shown(classOf(point))))).size;
}

function readerOf(setup: Setup<Table>, name: string): (point: number) => AttributeValue {
  const { fields, columns } = inputOf(setup, "points");
  const at = fields.findIndex((one) => one.name === name);
  return (point) => valueAt(columns[at]!, fields[at]!, point);
}

/** What is no number weighs nothing. */
function numberOf(value: AttributeValue): number {
  const number = Number(value);
  return Number.isFinite(number) ? number : 0;
}

function shown(value: AttributeValue): unknown {
  return typeof value === "bigint" ? String(value) : value;
}
