import { toLayerUnits } from "../../crs/distance.ts";
import type { AttributeValue } from "../../layers/attributes.ts";
import { valueAt } from "../../layers/attributes.ts";
import type { Field } from "../../layers/layer-data.ts";
import { boolean } from "../../schema/types/boolean.ts";
import { distance } from "../../schema/types/distance.ts";
import { fields } from "../../schema/types/fields.ts";
import { integer } from "../../schema/types/integer.ts";
import { layer } from "../../schema/types/layer.ts";
import { output } from "../../schema/types/output.ts";
import { text } from "../../schema/types/text.ts";
import { type JoinedField, joinedFields, madeOf } from "../../layers/joined-fields.ts";
import { sameGeometries } from "../same-geometries.ts";
import { inputOf, type Setup } from "../setup.ts";
import type { PairAlgorithm } from "../shapes.ts";
import { MAX_DEVIATION } from "../vector-overlay/max-deviation.ts";

const parameters = {
  input: layer({ validity: "valid", doc: "Features that get attributes" }),
  input2: layer({ qgis: "INPUT_2", validity: "valid", doc: "Features to look for" }),
  fieldsToCopy: fields({ of: "input2", doc: "Fields of the other layer; all if none is named" }),
  discardNonmatching: boolean({ doc: "Leave out features that have none near" }),
  prefix: text({ optional: true, doc: "Goes before the names of the copied fields" }),
  neighbors: integer({
    default: 1,
    min: 1,
    doc: "How many near ones a feature is joined with, each in a result of its own",
  }),
  maxDistance: distance({
    optional: true,
    min: 0,
    doc: "What is farther away is not near; in layer units without a unit",
  }),
  restAs: output({ qgis: "NON_MATCHING", doc: "Name of a layer of the features that have none near" }),
  maxDeviation: MAX_DEVIATION,
};
type Table = typeof parameters;

export const joinByNearest: PairAlgorithm<Table> = {
  shape: "pair",
  name: "joinByNearest",
  id: "native:joinbynearest",
  title: "Join attributes by nearest",
  group: "Vector general",
  doc:
    "Every feature with the attributes of the nearest one of another layer, or of several. Besides the copied fields " +
    "there are n, counted from 1, distance, and where the two are nearest to each other: feature_x, feature_y, nearest_x, " +
    "nearest_y. Distances are measured in the plane, in layer units. Of those that are as far away as the last one, all " +
    "are joined. A feature is not joined with itself where a layer is joined with itself.",
  tags: ["nearest", "neighbour", "distance", "closest", "join", "knn"],
  example: "%join-by-nearest places --input-2 countries --fields-to-copy name --as placed",
  parameters,
  with: "input2",
  others: ["rest"],
  fields: (setup) => [...madeOf(copied(setup)), ...MEASURES],
  find(setup) {
    const { neighbors, maxDistance } = setup.values;
    const most = maxDistance === undefined ? Infinity : toLayerUnits(maxDistance, inputOf(setup, "input").crs);
    const isItself = sameGeometries(inputOf(setup, "input").geometry, inputOf(setup, "input2").geometry);
    return (feature, others) =>
      others.nearest(feature, { count: neighbors, most, except: isItself ? feature.index : undefined });
  },
  open(setup, { engine }) {
    const columns = copied(setup);
    const { columns: theirs } = inputOf(setup, "input2");
    return (feature, near, out) => {
      near.forEach((other, i) => {
        const values = columns.map(({ field, at }): AttributeValue => valueAt(theirs[at]!, field, other.index));
        const [from = [Number.NaN, Number.NaN], to = from] =
          engine.nearestPoints(feature.geometry, other.geometry) ?? [];
        const size = engine.distance(feature.geometry, other.geometry);
        out.keep([...values, i + 1, size, ...from, ...to]);
      });
      if (near.length > 0) return;
      if (!setup.values.discardNonmatching) out.keep();
      out.to("rest").keep();
    };
  },
};

const MEASURES: readonly Field[] = [
  { name: "n", type: "integer" },
  ...["distance", "feature_x", "feature_y", "nearest_x", "nearest_y"].map(
    (name) => ({ name, type: "number" }) as const,
  ),
];

function copied(setup: Setup<Table>): readonly JoinedField[] {
  const { fieldsToCopy: names, prefix } = setup.values;
  return joinedFields(inputOf(setup, "input").fields, inputOf(setup, "input2").fields, { names, prefix });
}
