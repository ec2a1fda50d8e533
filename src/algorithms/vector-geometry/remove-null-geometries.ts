import { Kind } from "../../geometry/column.ts";
import { boolean } from "../../schema/types/boolean.ts";
import { layer } from "../../schema/types/layer.ts";
import { output } from "../../schema/types/output.ts";
import { inputOf } from "../setup.ts";
import type { RowsAlgorithm } from "../shapes.ts";

const parameters = {
  input: layer({ doc: "Features of any kind" }),
  removeEmpty: boolean({ doc: "Leave out empty geometries, too" }),
  restAs: output({ qgis: "NULL_OUTPUT", doc: "Name of a layer of the features that are left out" }),
};

export const removeNullGeometries: RowsAlgorithm<typeof parameters> = {
  shape: "rows",
  name: "removeNullGeometries",
  id: "native:removenullgeometries",
  takesAnyCoordinates: true,
  title: "Remove null geometries",
  group: "Vector geometry",
  doc: "The features that have a geometry, as they are and in their order; those that have none may go to a layer of their own.",
  tags: ["remove", "drop", "delete", "empty", "null", "geometry", "missing"],
  example: "%remove-null-geometries countries --as placed",
  parameters,
  others: ["rest"],
  fields: (setup) => inputOf(setup, "input").fields.map(({ name, type }, from) => ({ name, type, from })),
  open(setup) {
    const { kinds, geomOffsets } = inputOf(setup, "input").geometry;
    const { removeEmpty } = setup.values;
    const stays = (row: number): boolean =>
      kinds[row] !== Kind.Null && !(removeEmpty && geomOffsets[row] === geomOffsets[row + 1]);
    return (start, end) => ({ rows: Uint32Array.from({ length: end - start }, (_, i) => start + i).filter(stays) });
  },
};
