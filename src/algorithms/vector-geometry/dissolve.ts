import { GeometryBuilder } from "../../geometry/builder.ts";
import { Kind } from "../../geometry/column.ts";
import type { EngineGeometry } from "../../geometry/engine-geometry.ts";
import type { GeometryEngine } from "../../geometry/engine.ts";
import { takeColumns } from "../../layers/attributes.ts";
import type { Field } from "../../layers/layer-data.ts";
import { aggregates } from "../../schema/types/aggregates.ts";
import { fields } from "../../schema/types/fields.ts";
import { layer } from "../../schema/types/layer.ts";
import { aggregatedColumns, type RowGroups } from "../aggregated-columns.ts";
import { inputOf, type Setup, type Tools } from "../setup.ts";
import type { GroupAlgorithm } from "../shapes.ts";
import { uniteInOrder } from "../union-tree.ts";
import { joinChains } from "./line-chains.ts";

const parameters = {
  input: layer({ validity: "valid", doc: "Features of one kind" }),
  field: fields({ doc: "Fields whose values make a group; none for one group" }),
  aggregates: aggregates({ optional: true, doc: "How fields become one value of a group's, instead of its first" }),
};

export const dissolve: GroupAlgorithm<typeof parameters> = {
  shape: "group",
  name: "dissolve",
  id: "native:dissolve",
  title: "Dissolve",
  group: "Vector geometry",
  doc:
    "Unites features: all of them into one, or those with the same values in the given fields into one each. A result " +
    "is multi-part and has the attributes of the first of its features, but for those that aggregates make, such as sum; the " +
    "log says which are the first's. Groups come in the order of their first. Lines that meet end to end become one.",
  tags: ["dissolve", "union", "merge", "aggregate", "unite"],
  example: "%dissolve countries --field continent --aggregates population=sum,name=join --as continents",
  parameters,
  groupBy: ({ field }) => field,
  attributes,
  unites: true,
  fold: uniteInOrder,
  write: writeUnited,
};

/** The layer's fields in their order, then those that only an aggregate makes. */
function attributes(setup: Setup<typeof parameters>, members: RowGroups, tools: Tools) {
  const data = inputOf(setup, "input");
  const { field: by, aggregates: wanted = [] } = setup.values;
  const made = aggregatedColumns(data, { wanted, members }, tools);
  const firsts = takeColumns(
    data.columns,
    members.map(([first = 0]) => first),
  );
  const madeAt = (name: string): number => made.fields.findIndex((one) => one.name === name);
  const isOwn = ({ name }: Field): boolean => data.fields.some((own) => own.name === name);
  tellFirsts(
    data.fields.filter(({ name }) => !by.includes(name) && madeAt(name) < 0),
    members,
    tools,
  );
  return {
    fields: [
      ...data.fields.map((own) => made.fields[madeAt(own.name)] ?? own),
      ...made.fields.filter((one) => !isOwn(one)),
    ],
    columns: [
      ...data.fields.map((own, at) => made.columns[madeAt(own.name)] ?? firsts[at]!),
      ...made.columns.filter((_, at) => !isOwn(made.fields[at]!)),
    ],
  };
}

/** A sum would be expected of a population, not that of the first country. */
function tellFirsts(firsts: readonly Field[], members: RowGroups, { feedback }: Tools): void {
  if (firsts.length === 0 || members.every(({ length }) => length < 2)) return;
  const names = firsts.slice(0, 8).map(({ name }) => name);
  const more = firsts.length > names.length ? `and ${firsts.length - names.length} more` : "";
  const [first = "field"] = names;
  feedback.log(
    "info",
    `Of each group's first feature: ${[...names, more].filter(Boolean).join(", ")}. For something else: --aggregates ${first}=sum`,
  );
}

/** As QGIS does: the union cuts lines where they cross or meet; those that only meet are joined again. */
function writeUnited(geometry: EngineGeometry, builder: GeometryBuilder, engine: GeometryEngine): void {
  const one = new GeometryBuilder();
  engine.write(geometry, one);
  const column = one.finish();
  if (column.partKinds.length > 0 && column.partKinds.every((kind) => kind === Kind.LineString))
    joinChains(column, builder);
  else builder.addFrom(column, 0);
}
