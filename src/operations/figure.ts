import { SpatialError } from "../errors.ts";
import { columnType } from "../geometry/kind.ts";
import type { FigureLayer, FigureOptions } from "../render/figure/figure-parts.ts";
import type { RenderPayloads } from "../render/unit-payloads.ts";
import { boolean } from "../schema/types/boolean.ts";
import { crs } from "../schema/types/crs.ts";
import { extent } from "../schema/types/extent.ts";
import { file } from "../schema/types/file.ts";
import { layers as layersType } from "../schema/types/layers.ts";
import { number } from "../schema/types/number.ts";
import { text } from "../schema/types/text.ts";
import { escapeHtml } from "../shown-text.ts";
import { shapeKind } from "../styles/drawing.ts";
import type { Unit } from "../tasks/job.ts";
import type { OperationCall, PlannedOperation } from "./operation.ts";
import { runOptions } from "./run-options.ts";

/** What cells call to show a value. */
const DISPLAY = Symbol.for("mapcell.display");

type Drawn = Pick<Figure, "path" | "bytes" | "widthPx" | "heightPx" | "dpi" | "description" | "svg" | "png">;

/** What was drawn. In a cell it shows itself. */
export class Figure {
  /** Undefined for one that is no file. */
  readonly path: string | undefined;
  readonly bytes: number;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly dpi: number;
  /** What it shows, in words. */
  readonly description: string;
  readonly svg: string;
  readonly png: Uint8Array;

  constructor(drawn: Drawn) {
    this.path = drawn.path;
    this.bytes = drawn.bytes;
    this.widthPx = drawn.widthPx;
    this.heightPx = drawn.heightPx;
    this.dpi = drawn.dpi;
    this.description = drawn.description;
    this.svg = drawn.svg;
    this.png = drawn.png;
  }

  /** As wide as its resolution says, and no wider than its place. */
  get html(): string {
    const width = Math.round((this.widthPx * 96) / this.dpi);
    const source = `data:image/png;base64,${Buffer.from(this.png).toString("base64")}`;
    return `<img alt="${escapeHtml(this.description)}" src="${source}" width="${width}" style="display:block;max-width:100%;height:auto">`;
  }

  [DISPLAY](): Readonly<Record<string, string>> {
    return {
      "text/html": this.html,
      "image/png": Buffer.from(this.png).toString("base64"),
      "text/plain": this.description,
    };
  }
}

const parameters = {
  layers: layersType({ doc: "The layers, the last one on top." }),
  path: file({
    optional: true,
    word: "first",
    byEnding: true,
    doc: "Where to write it; without one it is only shown.",
    endings: [".png", ".svg"],
  }),
  title: text({ optional: true, doc: "Above the map." }),
  size: text({ default: "1200x800", doc: "Width and height in pixels, 1600x1000." }),
  dpi: number({ default: 150, min: 36, max: 1200, doc: "Pixels an inch: text and lines have as many more." }),
  extent: extent({ optional: true, doc: "What it shows; all of the layers if nothing is said." }),
  crs: crs({ optional: true, doc: "The CRS it is drawn in; that of the first layer if nothing is said." }),
  facet: text({ optional: true, doc: "A field or an expression: one map for each of its values." }),
  legend: boolean({ default: true, doc: "Beside the map, as on the live one." }),
  scale: boolean({ default: true, doc: "A bar that is true in the middle of the map." }),
  north: boolean({ doc: "An arrow to the north in the middle of the map." }),
  grid: boolean({ doc: "Meridians and parallels, with their degrees." }),
  basemap: boolean({ default: true, doc: "Land, water and borders below the layers." }),
};

/** Of a figure: 64 million pixels take 256 MB. */
const MOST_PIXELS = 64e6;

export const figure: PlannedOperation<typeof parameters> = {
  name: "figure",
  id: "mapcell:figure",
  title: "Draw figure",
  group: "Layers",
  doc: "Draws layers as a figure with title, legend and scale, and writes it to a PNG or SVG file. Their styles are those of the map.",
  tags: ["picture", "print", "export", "image", "plot", "map"],
  example: "%figure report.png countries near --title Reach",
  parameters,
  results: "figure",
  runOptions: runOptions(),
  needsStyles: true,
  plan(call) {
    const { path } = call.values;
    const inputs = call.inputs("layers");
    const size = sizeOf(call.values.size, "figure");
    const labels = inputs.map(({ label }) => label);
    return {
      description: ["figure", ...(path === undefined ? labels : [path])].join(" "),
      job: { stages: [() => [figureUnit(call, size)]] },
      map: (answer): Figure =>
        new Figure({
          path,
          ...size,
          dpi: call.values.dpi,
          description: `${call.values.title ?? "Figure"}: ${labels.join(", ")}`,
          ...(answer as Pick<Figure, "svg" | "png" | "bytes">),
        }),
    };
  },
};

function figureUnit(call: OperationCall<typeof parameters>, size: Pick<FigureOptions, "widthPx" | "heightPx">): Unit {
  const { path, size: _size, basemap, ...options } = call.values;
  const layers = call.inputs("layers").map(({ label, data, style, isResult }): FigureLayer => {
    const columns = data();
    const kind = shapeKind(columnType(columns.geometry));
    return { name: label, data: columns, style: style(), kind, isResult: isResult() };
  });
  const land = basemap ? { basemap: call.basemaps() } : {};
  const payload: RenderPayloads["figure"] = {
    layers,
    options: { ...options, ...size, ...land },
    path,
    baseDir: call.baseDir,
  };
  return { kind: "figure", payload };
}

/** "1600x1000" */
export function sizeOf(given: string, name: string): Pick<FigureOptions, "widthPx" | "heightPx"> {
  const [, width, height] = /^\s*(\d+)\s*[x×,]\s*(\d+)\s*$/i.exec(given) ?? [];
  const [widthPx, heightPx] = [Number(width), Number(height)];
  if (widthPx >= 100 && heightPx >= 100 && widthPx * heightPx <= MOST_PIXELS) return { widthPx, heightPx };
  throw new SpatialError(
    "BAD_ARGUMENT",
    `${name}: size is "${given}"; expected width and height in pixels, each at least 100 and no more than 64 million in all, such as 1600x1000.`,
  );
}
