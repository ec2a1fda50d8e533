import type { GeometryBuilder } from "../../geometry/builder.ts";
import { Kind } from "../../geometry/column.ts";
import type { GeometryColumn } from "../../geometry/column.ts";
import type { GeometryEngine } from "../../geometry/engine.ts";
import { type AttributeValue, valueAt } from "../../layers/attributes.ts";
import type { LayerData } from "../../layers/layer-data.ts";
import { toText } from "../../layers/mixed-values.ts";
import { fields } from "../../schema/types/fields.ts";
import { layer } from "../../schema/types/layer.ts";
import { oneField } from "../../schema/types/one-field.ts";
import { chosenFields, joinedFields, madeOf } from "../../layers/joined-fields.ts";
import { LayerBuilder } from "../layer-builder.ts";
import { inputOf } from "../setup.ts";
import type { WholeAlgorithm } from "../shapes.ts";
import { columnOf } from "../vector-overlay/union-around.ts";

const parameters = {
  hubs: layer({ doc: "Features that lines begin at" }),
  spokes: layer({ doc: "Features that lines end at" }),
  hubField: oneField({ doc: "The field that says which spokes belong to a hub" }),
  hubFields: fields({ doc: "Fields of the hubs to copy; all if none is named" }),
  spokeField: oneField({ of: "spokes", doc: "The field that has the value of its hub" }),
  spokeFields: fields({ of: "spokes", doc: "Fields of the spokes to copy; all if none is named" }),
};

export const hubLines: WholeAlgorithm<typeof parameters> = {
  shape: "whole",
  name: "hubLines",
  id: "native:hublines",
  title: "Join by lines (hub lines)",
  group: "Vector analysis",
  doc:
    "A straight line from each hub to each of its spokes, which have the same value in a field, with the attributes of both, in " +
    "the order of the hubs and then of the spokes. Of lines and polygons a point on the surface is taken. Null is no value; " +
    "features without geometry have no lines.",
  tags: ["join", "connect", "lines", "points", "hub", "spoke", "desire lines", "origin", "destination"],
  example: "%hub-lines north --hub-field continent --spokes places --spoke-field continent --as links",
  parameters,
  run(setup, { engine, feedback }) {
    const [hubs, spokes] = [inputOf(setup, "hubs"), inputOf(setup, "spokes")];
    const { hubField, spokeField, hubFields, spokeFields } = setup.values;
    const own = chosenFields(hubs.fields, hubFields);
    const theirs = joinedFields(own, spokes.fields, { names: spokeFields });
    const out = new LayerBuilder([...own.map(({ name, type }) => ({ name, type })), ...madeOf(theirs)]);
    const byValue = rowsByValue(spokes, spokeField);
    const keyOf = keys(hubs, hubField);
    const ends = new Map<number, readonly [number, number] | undefined>();
    for (let row = 0; row < hubs.geometry.length; row++) {
      feedback.throwIfCanceled();
      feedback.progress(row / hubs.geometry.length);
      const start = surfacePoint(hubs.geometry, row, engine);
      const key = keyOf(row);
      if (start === undefined || key === undefined) continue;
      const values = own.map(({ from }) => valueAt(hubs.columns[from]!, hubs.fields[from]!, row));
      for (const spoke of byValue.get(key) ?? []) {
        if (!ends.has(spoke)) ends.set(spoke, surfacePoint(spokes.geometry, spoke, engine));
        const end = ends.get(spoke);
        const copied = theirs.map(({ field, at }): AttributeValue => valueAt(spokes.columns[at]!, field, spoke));
        if (end !== undefined) out.add([...values, ...copied], (builder) => addLine(builder, start, end));
      }
    }
    return { layer: out.layer(hubs.crs) };
  },
};

/** What a row is matched by; undefined for null. */
function keys({ fields: all, columns }: LayerData, wanted: string): (row: number) => string | undefined {
  const at = all.findIndex(({ name }) => name === wanted);
  return (row) => {
    const value = valueAt(columns[at]!, all[at]!, row);
    return value === null ? undefined : toText(value);
  };
}

function rowsByValue(data: LayerData, wanted: string): ReadonlyMap<string, readonly number[]> {
  const keyOf = keys(data, wanted);
  const rows = new Map<string, number[]>();
  for (let row = 0; row < data.geometry.length; row++) {
    const key = keyOf(row);
    const own = key === undefined ? undefined : rows.get(key);
    if (own !== undefined) own.push(row);
    else if (key !== undefined) rows.set(key, [row]);
  }
  return rows;
}

/** The feature itself where it is a point; undefined for one without geometry. */
export function surfacePoint(
  column: GeometryColumn,
  row: number,
  engine: GeometryEngine,
): readonly [number, number] | undefined {
  if (column.geomOffsets[row] === column.geomOffsets[row + 1]) return undefined;
  return engine.scope(() => {
    const { xy } = columnOf(engine.pointOnSurface(engine.read(column, row)), engine);
    return xy.length === 0 ? undefined : ([xy[0]!, xy[1]!] as const);
  });
}

export function addLine(
  builder: GeometryBuilder,
  from: readonly [number, number],
  to: readonly [number, number],
): void {
  builder.beginFeature(Kind.LineString);
  builder.beginPart(Kind.LineString);
  builder.beginRing();
  builder.addVertex(...from);
  builder.addVertex(...to);
  builder.endFeature();
}
