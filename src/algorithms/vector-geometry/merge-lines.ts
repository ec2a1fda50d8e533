import { GeometryBuilder } from "../../geometry/builder.ts";
import { Kind } from "../../geometry/column.ts";
import { layer } from "../../schema/types/layer.ts";
import { checkKinds } from "../check-kinds.ts";
import { addPartsOfKind, hasPartsOfKind } from "../parts.ts";
import { inputOf } from "../setup.ts";
import type { FeatureAlgorithm } from "../shapes.ts";

const parameters = { input: layer({ doc: "Lines" }) };

export const mergeLines: FeatureAlgorithm<typeof parameters> = {
  shape: "feature",
  name: "mergeLines",
  id: "native:mergelines",
  title: "Merge lines",
  group: "Vector geometry",
  doc:
    "Joins the parts of each multi-part line where exactly two of them meet at their ends, whatever their direction, without repeated vertices. A result " +
    "is multi-part, with as many parts as are left. Features are not joined with each other (see dissolve); attributes are kept.",
  tags: ["line", "merge", "join", "parts"],
  example: "%merge-lines roads --as merged",
  parameters,
  prepare: (setup) => checkKinds("input", inputOf(setup, "input").geometry, [Kind.LineString]),
  open:
    (_, { engine }) =>
    ({ geometry }, out) => {
      const builder = new GeometryBuilder();
      engine.write(engine.lineMerge(geometry), builder);
      const merged = builder.finish();
      if (!hasPartsOfKind(merged, 0, Kind.LineString)) out.addNull();
      else out.write((target) => addPartsOfKind(target, merged, 0, Kind.LineString));
    },
};
