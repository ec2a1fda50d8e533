import { agreementWithProj } from "../../crs/differences.ts";
import { reprojectColumn } from "../../crs/reproject-column.ts";
import { choosePath, type DatumPath, describePath } from "../../crs/transform.ts";
import { lostFeatures, lostText } from "../lost-features.ts";
import { crs } from "../../schema/types/crs.ts";
import { layer } from "../../schema/types/layer.ts";
import { inputOf } from "../setup.ts";
import type { CoordinatesAlgorithm } from "../shapes.ts";

const parameters = {
  input: layer({ doc: "Features of any kind" }),
  targetCrs: crs({ default: "EPSG:4326", doc: "Such as EPSG:3857" }),
};

export const reproject: CoordinatesAlgorithm<typeof parameters, DatumPath> = {
  shape: "coordinates",
  name: "reproject",
  id: "native:reprojectlayer",
  title: "Reproject layer",
  group: "Vector general",
  doc:
    "The same features in another coordinate reference system: every vertex is converted, none are added, attributes " +
    "are kept. A feature that has no image in the target loses its geometry, with a warning. Datum shifts are those " +
    "that PROJ makes without grid files in the layer's area; the log names them and how accurate they are. " +
    agreementWithProj(),
  tags: ["reproject", "transform", "projection", "crs", "srs", "warp"],
  example: "%reproject countries --target-crs EPSG:8857 --as equal",
  parameters,
  crs: ({ targetCrs }) => targetCrs,
  prepare: (setup) =>
    choosePath(inputOf(setup, "input").geometry.xy, inputOf(setup, "input").crs, setup.values.targetCrs),
  open(setup, path) {
    const { crs: from } = inputOf(setup, "input");
    return (part) => reprojectColumn(part, { from, to: setup.values.targetCrs, path });
  },
  report({ setup, prepared, result }, feedback) {
    const { crs: from, geometry } = inputOf(setup, "input");
    const shift = describePath(prepared);
    if (shift !== undefined) feedback.log("info", `From ${from} to ${result.crs} by ${shift}.`);
    const lost = lostFeatures(geometry, result.geometry);
    if (lost.length > 0) feedback.log("warning", `${lostText(lost, geometry.length, result.crs)}.`);
  },
};
