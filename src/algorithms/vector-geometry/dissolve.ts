import { GeometryBuilder } from "../../geometry/builder.ts";
import { Kind } from "../../geometry/column.ts";
import type { EngineGeometry } from "../../geometry/engine-geometry.ts";
import type { GeometryEngine } from "../../geometry/engine.ts";
import { fields } from "../../schema/types/fields.ts";
import { layer } from "../../schema/types/layer.ts";
import type { GroupAlgorithm } from "../shapes.ts";
import { uniteInOrder } from "../union-tree.ts";
import { joinChains } from "./line-chains.ts";

const parameters = {
  input: layer({ validity: "valid", doc: "Features of one kind" }),
  field: fields({ doc: "Fields whose values make a group; none for one group" }),
};

export const dissolve: GroupAlgorithm<typeof parameters> = {
  shape: "group",
  name: "dissolve",
  id: "native:dissolve",
  title: "Dissolve",
  group: "Vector geometry",
  doc:
    "Unites features: all of them into one, or those with the same values in the given fields into one each. A result " +
    "is multi-part and has the attributes of the first of its features; groups come in the order of their first. " +
    "Lines that meet end to end become one.",
  tags: ["dissolve", "union", "merge", "aggregate", "unite"],
  example: "%dissolve countries --field continent --as continents",
  parameters,
  groupBy: ({ field }) => field,
  unites: true,
  fold: uniteInOrder,
  write: writeUnited,
};

/** As QGIS does: the union cuts lines where they cross or meet; those that only meet are joined again. */
function writeUnited(geometry: EngineGeometry, builder: GeometryBuilder, engine: GeometryEngine): void {
  const one = new GeometryBuilder();
  engine.write(geometry, one);
  const column = one.finish();
  if (column.partKinds.length > 0 && column.partKinds.every((kind) => kind === Kind.LineString))
    joinChains(column, builder);
  else builder.addFrom(column, 0);
}
