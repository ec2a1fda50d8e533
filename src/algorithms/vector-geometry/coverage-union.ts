import { asMulti } from "../runners/feature-sink.ts";
import { GeometryBuilder } from "../../geometry/builder.ts";
import { Kind } from "../../geometry/column.ts";
import { fields } from "../../schema/types/fields.ts";
import { layer } from "../../schema/types/layer.ts";
import { checkKinds } from "../check-kinds.ts";
import { groupFeatures } from "../groups.ts";
import { inputOf } from "../setup.ts";
import type { GroupAlgorithm } from "../shapes.ts";

const parameters = {
  input: layer({ doc: "Polygons that share their borders and do not overlap" }),
  field: fields({ doc: "Fields whose values make a group; none for one group" }),
};

export const coverageUnion: GroupAlgorithm<typeof parameters> = {
  shape: "group",
  name: "coverageUnion",
  id: "coverageunion",
  title: "Coverage union",
  group: "Vector geometry",
  doc:
    "Dissolves polygons that share their borders exactly, such as districts, by leaving the shared borders out: several " +
    "times as fast as dissolve, and wrong for polygons that overlap or whose borders have other vertices; dissolve those. " +
    "A result is multi-part and has the attributes of the first of its features. It needs the engine geos; QGIS 3.22 has none.",
  tags: ["dissolve", "union", "merge", "coverage", "districts", "administrative", "fast"],
  example: "%coverage-union countries --field continent --as continents",
  parameters,
  groupBy: ({ field }) => field,
  groups(setup) {
    const data = inputOf(setup, "input");
    checkKinds("input", data.geometry, [Kind.Polygon]);
    return groupFeatures(data, setup.values.field);
  },
  fold: (members, { engine }) => engine.coverageUnion(members),
  write(geometry, builder, engine) {
    const one = new GeometryBuilder();
    engine.write(geometry, one);
    builder.addFrom(asMulti(one.finish(), Kind.MultiPolygon), 0);
  },
};
