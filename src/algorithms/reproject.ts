import type { CrsId } from "../crs/crs-id.ts";
import { agreementWithProj } from "../crs/differences.ts";
import { reprojectColumn } from "../crs/reproject-column.ts";
import { choosePath, describePath } from "../crs/transform.ts";
import { sliceColumn } from "../geometry/append.ts";
import { sliceColumns } from "../layers/attributes.ts";
import type { LayerData } from "../layers/layer-data.ts";
import type { Algorithm, ChunkTools, Tools, Work } from "./algorithm.ts";
import { appendParts } from "./append-parts.ts";
import { lostFeatures, lostText } from "./lost-features.ts";
import { inputOf } from "./map-features.ts";

export const reproject: Algorithm = {
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
  parameters: [
    { name: "input", qgis: "INPUT", type: "layer", doc: "Features of any kind" },
    { name: "targetCrs", qgis: "TARGET_CRS", type: "crs", default: "EPSG:4326", doc: "Such as EPSG:3857" },
  ],
  run,
  combine,
};

function run(work: Work, { feedback }: ChunkTools): LayerData {
  const data = inputOf(work, "input");
  const target = work.values["targetCrs"] as CrsId;
  feedback.throwIfCanceled();
  const part = sliceColumn(data.geometry, work.start, work.end);
  const path = choosePath(data.geometry.xy, data.crs, target); // of the whole layer, so that all ranges shift alike
  const geometry = reprojectColumn(part, { from: data.crs, to: target, path });
  return { crs: target, fields: data.fields, geometry, columns: sliceColumns(data.columns, work.start, work.end) };
}

function combine(parts: readonly LayerData[], work: Work, { feedback }: Tools): LayerData {
  const data = inputOf(work, "input");
  const target = work.values["targetCrs"] as CrsId;
  const result = appendParts(parts);
  const shift = describePath(choosePath(data.geometry.xy, data.crs, target));
  if (shift !== undefined) feedback.log("info", `From ${data.crs} to ${target} by ${shift}.`);
  const lost = lostFeatures(data.geometry, result.geometry);
  if (lost.length > 0) feedback.log("warning", `${lostText(lost, data.geometry.length, target)}.`);
  return result;
}
