import { createHash } from "node:crypto";
import { CHART_AGGREGATES, CHART_KINDS, type ChartOptions, type ChartRow } from "../charts/chart-parts.ts";
import type { ChartPayload } from "../charts/chart-payload.ts";
import { boolean } from "../schema/types/boolean.ts";
import { ownChoice } from "../schema/types/choice.ts";
import { expression } from "../schema/types/expression.ts";
import { file } from "../schema/types/file.ts";
import { integer } from "../schema/types/integer.ts";
import { number } from "../schema/types/number.ts";
import { table } from "../schema/types/table.ts";
import { text } from "../schema/types/text.ts";
import { escapeHtml } from "../shown-text.ts";
import { Figure, sizeOf } from "./figure.ts";
import type { PlannedOperation } from "./operation.ts";
import { runOptions } from "./run-options.ts";

/** A chart that was drawn, and the numbers that it shows. */
export class Chart extends Figure {
  /** Bins, bars, boxes or points of lines; a scatter plot's are the layer's. */
  readonly rows: readonly ChartRow[];
  readonly #dark: Uint8Array;

  constructor(drawn: ConstructorParameters<typeof Figure>[0] & { rows: readonly ChartRow[]; dark: Uint8Array }) {
    super(drawn);
    this.rows = drawn.rows;
    this.#dark = drawn.dark;
  }

  /** With the theme of the page; where styles are taken out, it is the light one. */
  override get html(): string {
    const name = `mapcell-chart-${createHash("sha256").update(this.png).digest("hex").slice(0, 12)}`;
    const dark = `content:url(data:image/png;base64,${Buffer.from(this.#dark).toString("base64")})`;
    const rule = `[data-jp-theme-light="false"] .${name},.vscode-dark .${name}{${dark}}`;
    return `<div class="${escapeHtml(name)}">${super.html}</div><style>${rule.replaceAll(`.${name}`, `.${name} img`)}</style>`;
  }
}

const parameters = {
  input: table({ doc: "Features of any kind, or rows." }),
  value: expression({ word: true, doc: "A field, or an expression in QGIS's language." }),
  path: file({
    optional: true,
    word: "first",
    doc: "Where to write it; without one it is only shown.",
    endings: [".png", ".svg"],
    byEnding: true,
  }),
  kind: ownChoice(CHART_KINDS, { default: "histogram", doc: "What is drawn." }),
  by: expression({
    optional: true,
    doc: "What goes across a scatter plot or a line; the bars, boxes, or colours of a histogram.",
  }),
  color: expression({ optional: true, doc: "Tells dots, lines and bars of a histogram apart by colour." }),
  bins: integer({
    optional: true,
    min: 1,
    max: 200,
    doc: "Of a histogram, all as wide; without it their edges are round.",
  }),
  aggregate: ownChoice(CHART_AGGREGATES, {
    default: "sum",
    doc: "What becomes of the rows that share a bar or a place of a line.",
  }),
  log: boolean({ doc: "The values go by powers of ten." }),
  logBy: boolean({ doc: "What goes across goes by powers of ten." }),
  title: text({ optional: true, doc: "Above the chart." }),
  size: text({ default: "1000x600", doc: "Width and height in pixels, 1600x1000." }),
  dpi: number({ default: 150, min: 36, max: 1200, doc: "Pixels an inch: text and lines have as many more." }),
};

export const chart: PlannedOperation<typeof parameters> = {
  name: "chart",
  id: "mapcell:chart",
  title: "Draw chart",
  group: "Layers",
  doc:
    "Draws the values of a layer or table as a chart, and writes it to a PNG or SVG file. Bins are those of NumPy, boxes those " +
    "of Matplotlib: quartiles, whiskers as far as 1.5 times their distance. Rows without a value are left out, which the " +
    "chart says.",
  tags: ["plot", "histogram", "bar", "scatter", "line", "box", "graph", "distribution"],
  example: "%chart countries population --kind bar --by continent",
  parameters,
  results: "chart",
  runOptions: runOptions(),
  plan(call) {
    const { path, size, ...values } = call.values;
    const { label, data } = call.input("input");
    const options: ChartOptions = { ...values, ...sizeOf(size, "chart") };
    const description = `${values.title ?? chartTitle(options)}: ${label}`;
    const payload = (): ChartPayload => ({ data: data(), options, path, baseDir: call.baseDir });
    return {
      description: ["chart", label, ...(path === undefined ? [values.value] : [path])].join(" "),
      job: { stages: [() => [{ kind: "chart", payload: payload() }]] },
      map: (answer): Chart =>
        new Chart({
          path,
          ...options,
          description,
          ...(answer as Pick<Chart, "svg" | "png" | "bytes" | "rows"> & { dark: Uint8Array }),
        }),
    };
  },
};

function chartTitle({ kind, value, by }: ChartOptions): string {
  return `${kind[0]!.toUpperCase()}${kind.slice(1)} of ${value}${by === undefined ? "" : ` by ${by}`}`;
}
