import { Kind } from "../../geometry/column.ts";
import type { GeometryColumn } from "../../geometry/column.ts";
import { fields } from "../../schema/types/fields.ts";
import { layer } from "../../schema/types/layer.ts";
import { text } from "../../schema/types/text.ts";
import { valueAt } from "../../layers/attributes.ts";
import { checkKinds } from "../check-kinds.ts";
import { chosenFields, joinedFields, madeOf } from "../../layers/joined-fields.ts";
import { inputOf, type Setup } from "../setup.ts";
import type { PairAlgorithm } from "../shapes.ts";
import { MAX_DEVIATION } from "./max-deviation.ts";
import { columnOf } from "./union-around.ts";

const parameters = {
  input: layer({ doc: "Lines" }),
  intersect: layer({ doc: "Lines that may cross them; may be the same layer" }),
  inputFields: fields({ doc: "Fields of the input to keep; all if none is named" }),
  intersectFields: fields({ of: "intersect", doc: "Fields of the other layer to copy; all if none is named" }),
  intersectFieldsPrefix: text({ optional: true, doc: "Goes before the names of the copied fields" }),
  maxDeviation: MAX_DEVIATION,
};
type Table = typeof parameters;

export const lineIntersections: PairAlgorithm<Table> = {
  shape: "pair",
  name: "lineIntersections",
  id: "native:lineintersections",
  title: "Line intersections",
  group: "Vector overlay",
  doc:
    "A point wherever a line of the input meets one of the other layer, with the attributes of both, in the order of the input " +
    "and then of the other layer. Two lines that run together for a while give no points, as in QGIS. A line of a layer " +
    "meets itself nowhere.",
  tags: ["line", "intersection", "crossing", "points", "junction"],
  example: "%line-intersections roads --intersect roads --as crossings",
  parameters,
  with: "intersect",
  prepare(setup) {
    checkKinds("input", inputOf(setup, "input").geometry, [Kind.LineString]);
    checkKinds("intersect", inputOf(setup, "intersect").geometry, [Kind.LineString]);
  },
  layout: (setup) => {
    const { own, theirs } = fieldsOf(setup);
    return [...own, ...madeOf(theirs)];
  },
  open(setup, { engine }) {
    const { theirs } = fieldsOf(setup);
    const { columns } = inputOf(setup, "intersect");
    return (feature, near, out) => {
      for (const other of near) {
        if (!other.prepared.test("intersects", feature.geometry)) continue;
        const common = columnOf(engine.intersection(feature.geometry, other.geometry), engine);
        if (!isPoints(common)) continue;
        const values = theirs.map(({ field, at }) => valueAt(columns[at]!, field, other.index));
        for (let i = 0; i < common.xy.length; i += 2) out.addPoint(common.xy[i]!, common.xy[i + 1]!, values);
      }
    };
  },
};

function fieldsOf(setup: Setup<Table>) {
  const { inputFields, intersectFields: names, intersectFieldsPrefix: prefix } = setup.values;
  const own = chosenFields(inputOf(setup, "input").fields, inputFields);
  return { own, theirs: joinedFields(own, inputOf(setup, "intersect").fields, { names, prefix }) };
}

function isPoints({ partKinds }: GeometryColumn): boolean {
  return partKinds.every((kind) => kind === Kind.Point);
}
