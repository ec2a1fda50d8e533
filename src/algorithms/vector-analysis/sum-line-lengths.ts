import { groundLength } from "../../crs/ground-measures.ts";
import { SpatialError } from "../../errors.ts";
import { layer } from "../../schema/types/layer.ts";
import { text } from "../../schema/types/text.ts";
import { Kind } from "../../geometry/column.ts";
import { checkKinds } from "../check-kinds.ts";
import { filledValue, withFilled } from "../filled-fields.ts";
import { chosenFields } from "../../layers/joined-fields.ts";
import { inputOf, type Setup } from "../setup.ts";
import type { PairAlgorithm, RowField } from "../shapes.ts";
import { MAX_DEVIATION } from "../vector-overlay/max-deviation.ts";
import { columnOf } from "../vector-overlay/union-around.ts";

const parameters = {
  polygons: layer({ validity: "valid", doc: "Polygons to measure in" }),
  lines: layer({ validity: "valid", doc: "Lines to measure" }),
  lenField: text({ default: "LENGTH", doc: "The field with the total length" }),
  countField: text({ default: "COUNT", doc: "The field with the number of lines" }),
  maxDeviation: MAX_DEVIATION,
};
type Table = typeof parameters;

export const sumLineLengths: PairAlgorithm<Table> = {
  shape: "pair",
  name: "sumLineLengths",
  id: "native:sumlinelengths",
  title: "Sum line lengths",
  group: "Vector analysis",
  doc:
    "The polygons with the total length of the lines in them, and the number of lines that meet them. What runs along a " +
    "border counts for both sides. Lengths are those on the ground, in metres, where coordinates are longitude and latitude; " +
    "else in layer units. Fields of those names that are there already are filled anew.",
  tags: ["lines", "length", "sum", "density", "count", "roads"],
  example: "%sum-line-lengths countries --lines roads --as measured",
  parameters,
  with: "lines",
  prepare(setup) {
    checkKinds("polygons", inputOf(setup, "polygons").geometry, [Kind.Polygon]);
    checkKinds("lines", inputOf(setup, "lines").geometry, [Kind.LineString]);
  },
  layout,
  open(setup, { engine }) {
    const { crs } = inputOf(setup, "polygons");
    const made = layout(setup).filter(({ from }) => from === undefined);
    return (feature, near, out) => {
      let [length, count] = [0, 0];
      for (const { geometry, prepared } of near) {
        if (!prepared.test("intersects", feature.geometry)) continue;
        const inside = columnOf(engine.intersection(feature.geometry, geometry), engine);
        length += groundLength(inside, 0, crs);
        count++;
      }
      const { lenField } = setup.values;
      out.keep(made.map((field) => filledValue(field, field.name === lenField ? length : count)));
    };
  },
};

function layout(setup: Setup<Table>): readonly RowField[] {
  const { lenField, countField } = setup.values;
  if (lenField === countField)
    throw new SpatialError("BAD_ARGUMENT", `lenField and countField are both ${lenField}; give two names.`);
  const own = chosenFields(inputOf(setup, "polygons").fields, []);
  return withFilled(withFilled(own, lenField), countField);
}
