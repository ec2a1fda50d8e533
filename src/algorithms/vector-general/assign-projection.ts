import { crs } from "../../schema/types/crs.ts";
import { layer } from "../../schema/types/layer.ts";
import type { CoordinatesAlgorithm } from "../shapes.ts";

const parameters = {
  input: layer({ doc: "Features of any kind" }),
  crs: crs({ default: "EPSG:4326", doc: "What their coordinates are, such as EPSG:3857" }),
};

export const assignProjection: CoordinatesAlgorithm<typeof parameters> = {
  shape: "coordinates",
  name: "assignProjection",
  id: "native:assignprojection",
  title: "Assign projection",
  group: "Vector general",
  doc:
    "The same coordinates, said to be in another coordinate reference system: for a layer whose own is wrong or was not " +
    "told. To convert coordinates into another system use reproject.",
  tags: ["assign", "set", "define", "projection", "crs", "srs"],
  example: "%assign-projection countries --crs EPSG:4258 --as etrs",
  parameters,
  crs: (values) => values.crs,
  open: () => (part) => part,
};
