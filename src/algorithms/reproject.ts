import type { CrsId } from "../crs/crs-id.ts";
import { reprojectColumn } from "../crs/reproject-column.ts";
import { sliceColumn } from "../geometry/append.ts";
import { sliceColumns } from "../layers/attributes.ts";
import type { LayerData } from "../layers/layer-data.ts";
import type { Algorithm, ChunkTools, Work } from "./algorithm.ts";
import { inputOf } from "./map-features.ts";

export const reproject: Algorithm = {
  name: "reproject",
  id: "native:reprojectlayer",
  title: "Reproject layer",
  group: "Vector general",
  doc:
    "The same features in another coordinate reference system: every vertex is converted, none are added, attributes " +
    "are kept. A feature that has no image in the target loses its geometry, with a warning. Datum shifts are those " +
    "that PROJ makes without grid files.",
  tags: ["reproject", "transform", "projection", "crs", "srs", "warp"],
  example: "%reproject countries --target-crs EPSG:8857 --as equal",
  parameters: [
    { name: "input", qgis: "INPUT", type: "layer", doc: "Features of any kind" },
    { name: "targetCrs", qgis: "TARGET_CRS", type: "crs", default: "EPSG:4326", doc: "Such as EPSG:3857" },
  ],
  run,
};

function run(work: Work, { feedback }: ChunkTools): LayerData {
  const data = inputOf(work, "input");
  const target = work.values["targetCrs"] as CrsId;
  feedback.throwIfCanceled();
  const lost: number[] = [];
  const part = sliceColumn(data.geometry, work.start, work.end);
  const geometry = reprojectColumn(part, data.crs, target, (index) => lost.push(work.start + index));
  logLost(lost, target, feedback);
  return { crs: target, fields: data.fields, geometry, columns: sliceColumns(data.columns, work.start, work.end) };
}

function logLost(lost: readonly number[], target: CrsId, feedback: ChunkTools["feedback"]): void {
  if (lost.length === 0) return;
  const named = lost.slice(0, 5).join(", ") + (lost.length > 5 ? ", …" : "");
  feedback.log(
    "warning",
    `${lost.length} features reach beyond what ${target} can show and lost their geometry: ${named}.`,
  );
}
