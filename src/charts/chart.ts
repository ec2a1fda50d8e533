import { Resvg } from "@resvg/resvg-js";
import type { CrsId } from "../crs/crs-id.ts";
import { SpatialError } from "../errors.ts";
import type { GeometryTools } from "../expressions/function-definition.ts";
import type { LayerData } from "../layers/layer-data.ts";
import { fontsFor } from "../render/figure/font.ts";
import { palettePng, withResolution } from "../render/png.ts";
import { bars } from "./bars.ts";
import { boxes } from "./boxes.ts";
import type { ChartOptions, ChartRow, Plot, Theme } from "./chart-parts.ts";
import { chartSvg } from "./chart-svg.ts";
import { asNumbers, chartValues, type ChartValues } from "./chart-values.ts";
import { groupsOf, oneGroup } from "./groups.ts";
import { histogram } from "./histogram.ts";
import { lines } from "./lines.ts";
import { scatter } from "./scatter.ts";

/** A chart as it is written, shown and read. */
export interface ChartImage {
  readonly svg: string;
  readonly png: Uint8Array;
  /** The same for dark pages. */
  readonly dark: Uint8Array;
  readonly rows: readonly ChartRow[];
}

const LIGHT: Theme = { ground: "#ffffff", ink: "#1f2328", dim: "#57606a", grid: "#e3e6ea", mark: "#3b78b8" };
/** On the ground of JupyterLab's dark theme. */
const DARK: Theme = { ground: "#111111", ink: "#e6e8eb", dim: "#a3abb5", grid: "#2b3036", mark: "#6ba4dd" };

/** @throws SpatialError BAD_EXPRESSION, and BAD_ARGUMENT where values are not of the kind that a chart needs */
export function drawChart(data: LayerData, options: ChartOptions, tools: (crs: CrsId) => GeometryTools): ChartImage {
  const plot = plotOf(data, options, tools);
  const svg = chartSvg(plot, options, LIGHT);
  return {
    svg,
    png: rasterized(svg, options),
    dark: rasterized(chartSvg(plot, options, DARK), options),
    rows: plot.rows,
  };
}

function plotOf(data: LayerData, options: ChartOptions, tools: (crs: CrsId) => GeometryTools): Plot {
  const read = (expression: string): ChartValues => chartValues(expression, data, tools);
  const value = read(options.value);
  const by = options.by === undefined ? undefined : read(options.by);
  const groups = (of: ChartValues | undefined) => (of === undefined ? oneGroup(data.geometry.length) : groupsOf(of));
  const color = options.color === undefined ? undefined : read(options.color);
  switch (options.kind) {
    case "histogram":
      return histogram(asNumbers(value, "histogram", "numbers or times"), groups(color ?? by), options);
    case "bar":
      return bars(value, by, options);
    case "box":
      return boxes(asNumbers(value, "box plot", "numbers"), by, options);
    case "line":
      return lines(asNumbers(value, "line", "numbers"), needed(by, "line"), groups(color), options);
    case "scatter": {
      const across = asNumbers(needed(by, "scatter"), "scatter plot", "numbers or times");
      return scatter(asNumbers(value, "scatter plot", "numbers or times"), across, groups(color), options);
    }
  }
}

function needed(by: ChartValues | undefined, kind: string): ChartValues {
  if (by !== undefined) return by;
  throw new SpatialError("BAD_ARGUMENT", `chart: a ${kind} chart needs by, the field or expression that goes across.`);
}

function rasterized(svg: string, { dpi }: ChartOptions): Uint8Array {
  const { pixels, width: widthPx, height: heightPx } = new Resvg(svg, { font: fontsFor(svg) }).render();
  return withResolution(palettePng(pixels, { widthPx, heightPx, colors: 256, keep: [] }), dpi);
}
