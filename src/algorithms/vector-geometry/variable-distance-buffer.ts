import { SpatialError } from "../../errors.ts";
import { checkExpression } from "../../expressions/compile.ts";
import { Kind } from "../../geometry/column.ts";
import { boolean } from "../../schema/types/boolean.ts";
import { choice } from "../../schema/types/choice.ts";
import { expression } from "../../schema/types/expression.ts";
import { integer } from "../../schema/types/integer.ts";
import { layer } from "../../schema/types/layer.ts";
import { number } from "../../schema/types/number.ts";
import { oneField } from "../../schema/types/one-field.ts";
import { inputOf, type Setup, type Tools } from "../setup.ts";
import type { FeatureAlgorithm } from "../shapes.ts";

const parameters = {
  input: layer({ validity: "valid", doc: "Features of any kind" }),
  field: oneField({ optional: true, doc: "The field that has the distance of each feature, in layer units" }),
  expression: expression({ optional: true, doc: "The distance, in QGIS's language, instead of a field" }),
  segments: integer({ default: 5, min: 1, doc: "Line segments to a quarter circle" }),
  dissolve: boolean({ doc: "Unite everything into one feature" }),
  endCapStyle: choice(["round", "flat", "square"], { default: "round", doc: "How the ends of lines look" }),
  joinStyle: choice(["round", "miter", "bevel"], { default: "round", doc: "How corners look" }),
  miterLimit: number({ default: 2, min: 1, doc: "How far a mitred corner may stick out, in distances" }),
};
type Table = typeof parameters;

export const variableDistanceBuffer: FeatureAlgorithm<Table> = {
  shape: "feature",
  name: "variableDistanceBuffer",
  id: "qgis:variabledistancebuffer",
  title: "Variable distance buffer",
  group: "Vector geometry",
  doc:
    "Grows every feature by a distance of its own, from a field or an expression, in layer units; the result is " +
    "multi-polygons with the attributes of the input. A feature whose distance is null loses its geometry, with a warning. With dissolve, " +
    "everything becomes one feature, which has the attributes of the first.",
  tags: ["buffer", "grow", "variable", "data-defined", "field", "expression"],
  example: "%variable-distance-buffer places --expression '\"area\" / 10' --as grown",
  parameters,
  multi: Kind.MultiPolygon,
  unites: ({ dissolve }) => dissolve,
  notices: {
    unknown: (count, features) =>
      `${count === 1 ? "1 feature has" : `${count} features have`} no distance; features without geometry: ${features}.`,
  },
  open(setup, tools) {
    const { segments, endCapStyle, joinStyle, miterLimit } = setup.values;
    const distanceOf = distances(setup, tools);
    return (feature, out) => {
      const size = distanceOf(feature.index);
      if (Number.isFinite(size))
        return out.add(tools.engine.buffer(feature.geometry, size, { segments, endCapStyle, joinStyle, miterLimit }));
      feature.note("unknown");
      if (!setup.values.dissolve) out.addNull();
    };
  },
};

/** NaN where a feature has none. @throws SpatialError BAD_ARGUMENT */
function distances(setup: Setup<Table>, { engine }: Tools): (row: number) => number {
  const { field, expression: formula } = setup.values;
  if ((field === undefined) === (formula === undefined))
    throw new SpatialError(
      "BAD_ARGUMENT",
      "variableDistanceBuffer: give either field or expression, which says the distance of each feature.",
    );
  const data = inputOf(setup, "input");
  const text = formula ?? `"${field!.replaceAll('"', '""')}"`;
  const bound = checkExpression(text, { fields: data.fields }).bind(data, { engine, crs: data.crs });
  return (row) => {
    const value = bound.at(row);
    return value === null || value === "" ? Number.NaN : Number(value);
  };
}
