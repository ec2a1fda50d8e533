import type { LayerData } from "../layers/layer-data.ts";
import type { ChartOptions } from "./chart-parts.ts";

/** What the unit "chart" takes. It gives a ChartImage and how many bytes were written. */
export interface ChartPayload {
  readonly data: LayerData;
  readonly options: ChartOptions;
  /** Undefined for no file. */
  readonly path: string | undefined;
  readonly baseDir: string;
}
