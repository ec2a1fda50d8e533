import { GeometryBuilder } from "../../geometry/builder.ts";
import { type GeometryKind, Kind } from "../../geometry/column.ts";
import { fields } from "../../schema/types/fields.ts";
import { layer } from "../../schema/types/layer.ts";
import { addParts } from "../parts.ts";
import type { GroupAlgorithm } from "../shapes.ts";

const parameters = {
  input: layer({ doc: "Features of any kind" }),
  field: fields({ doc: "Fields whose values make a group; none for one group" }),
};

export const collect: GroupAlgorithm<typeof parameters> = {
  shape: "group",
  name: "collect",
  id: "native:collect",
  title: "Collect geometries",
  group: "Vector geometry",
  doc:
    "Puts the parts of features into one: of all of them, or of those with the same values in the given fields. Nothing is " +
    "united, so that parts may overlap. A result is multi-part and has the attributes of the first of its features; groups " +
    "come in the order of their first.",
  tags: ["collect", "multipart", "group", "combine", "merge"],
  example: "%collect countries --field continent --as continents",
  parameters,
  keepsOrder: true,
  groupBy: ({ field }) => field,
  fold(members, { engine }) {
    const all = new GeometryBuilder();
    for (const member of members) engine.write(member, all);
    const column = all.finish();
    const [kind] = column.partKinds;
    const isOne = kind !== undefined && column.partKinds.every((other) => other === kind);
    const one = new GeometryBuilder();
    one.beginFeature(isOne ? ((kind + (Kind.MultiPoint - Kind.Point)) as GeometryKind) : Kind.GeometryCollection);
    addParts(one, column);
    one.endFeature();
    return engine.read(one.finish(), 0);
  },
  write: (geometry, builder, engine) => engine.write(geometry, builder),
};
