import { drawChart } from "../charts/chart.ts";
import type { ChartPayload } from "../charts/chart-payload.ts";
import type { UnitHandler } from "../tasks/job.ts";
import { insideEngine, laneEngine } from "./lane-engine.ts";
import { writePicture } from "./write-picture.ts";

/** Draws a chart and writes it, if it is to be a file. */
export const chart: UnitHandler = async (payload, context) => {
  const { data, options, path, baseDir } = payload as ChartPayload;
  const engine = await laneEngine("geos", context);
  const image = insideEngine(engine, context, () => drawChart(data, options, (crs) => ({ crs, engine })));
  const bytes = path === undefined ? 0 : await writePicture(image, { path, baseDir }, context);
  return { ...image, bytes };
};
