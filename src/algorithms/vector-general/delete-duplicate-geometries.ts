import { boundsOfFeature } from "../../geometry/bounds.ts";
import { Kind } from "../../geometry/column.ts";
import { layer } from "../../schema/types/layer.ts";
import { inputOf, type Setup, type Tools } from "../setup.ts";
import type { RowsAlgorithm } from "../shapes.ts";

const parameters = { input: layer({ doc: "Features of any kind" }) };

export const deleteDuplicateGeometries: RowsAlgorithm<typeof parameters, Uint32Array> = {
  shape: "rows",
  name: "deleteDuplicateGeometries",
  id: "native:deleteduplicategeometries",
  title: "Delete duplicate geometries",
  group: "Vector general",
  doc:
    "The first of all features that have the same geometry, as they are and in their order: the same place, wherever rings begin and " +
    "whichever way they run. Attributes may differ. Features without geometry all stay.",
  tags: ["drop", "remove", "same", "points", "coincident", "overlapping", "duplicates", "deduplicate"],
  example: "%delete-duplicate-geometries countries --as single",
  parameters,
  fields: (setup) => inputOf(setup, "input").fields.map(({ name, type }, from) => ({ name, type, from })),
  prepare: kept,
  open: (_setup, _tools, rows) => (start, end) => ({ rows: rows.filter((row) => row >= start && row < end) }),
};

/** Only those with the same box are compared. */
function kept(setup: Setup<typeof parameters>, { engine, feedback }: Tools): Uint32Array {
  const { geometry } = inputOf(setup, "input");
  const byBox = new Map<string, number[]>();
  const rows: number[] = [];
  for (let row = 0; row < geometry.length; row++) {
    if (row % 1000 === 0) feedback.throwIfCanceled();
    feedback.progress(row / geometry.length);
    const box = boundsOfFeature(geometry, row);
    const same = box === undefined ? [] : (byBox.get(box.join()) ?? []);
    const isDouble = same.some((other) => engine.scope(() => areSame(row, other)));
    if (isDouble) continue;
    rows.push(row);
    if (box !== undefined) byBox.set(box.join(), [...same, row]);
  }
  return Uint32Array.from(rows);

  function areSame(one: number, other: number): boolean {
    if (isSamePoint(one, other)) return true;
    return engine.test("equals", engine.read(geometry, one), engine.read(geometry, other));
  }

  function isSamePoint(one: number, other: number): boolean {
    return geometry.kinds[one] === Kind.Point && geometry.kinds[other] === Kind.Point;
  }
}
