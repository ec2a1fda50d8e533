import { absentGeometry } from "../../geometry/shared-column.ts";
import { parseCrsId } from "../../crs/crs-id.ts";
import { layer } from "../../schema/types/layer.ts";
import { inputOf } from "../setup.ts";
import type { WholeAlgorithm } from "../shapes.ts";

const parameters = { input: layer({ doc: "Features of any kind" }) };

export const dropGeometries: WholeAlgorithm<typeof parameters> = {
  shape: "whole",
  name: "dropGeometries",
  id: "native:dropgeometries",
  title: "Drop geometries",
  group: "Vector general",
  doc: "The attributes alone, as a table.",
  tags: ["remove", "drop", "delete", "geometry", "table", "attributes"],
  example: "%drop-geometries countries --as rows",
  parameters,
  run(setup) {
    const { fields, columns, geometry } = inputOf(setup, "input");
    return { layer: { fields, columns, crs: parseCrsId("EPSG:4326"), geometry: absentGeometry(geometry.length) } };
  },
};
