import type { AggregateName } from "../layers/aggregate-names.ts";
import type { Scale } from "./scale.ts";

export const CHART_KINDS = ["histogram", "bar", "scatter", "line", "box"] as const;
export type ChartKind = (typeof CHART_KINDS)[number];

/** Aggregates that are numbers. */
export const CHART_AGGREGATES = [
  "sum",
  "mean",
  "median",
  "minimum",
  "maximum",
  "count",
] as const satisfies readonly AggregateName[];

export interface ChartOptions {
  readonly kind: ChartKind;
  /** A field or an expression, as are `by` and `color`. */
  readonly value: string;
  readonly by?: string | undefined;
  readonly color?: string | undefined;
  readonly bins?: number | undefined;
  readonly aggregate: (typeof CHART_AGGREGATES)[number];
  readonly log: boolean;
  readonly logBy: boolean;
  readonly title?: string | undefined;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly dpi: number;
}

/** A row of what a chart shows: its bins, bars, points of lines or boxes. */
export type ChartRow = Readonly<Record<string, number | string | null>>;

/** The colours that a chart is drawn in. */
export interface Theme {
  readonly ground: string;
  readonly ink: string;
  readonly dim: string;
  readonly grid: string;
  /** Of bars and dots without groups. */
  readonly mark: string;
}

/** Where the marks go: pixels of 1/96 inch, y down. */
export interface Area {
  readonly x: (value: number) => number;
  readonly y: (value: number) => number;
  /** Across and down. */
  readonly width: number;
  readonly height: number;
}

/** A chart before it is laid out. */
export interface Plot {
  readonly x: Scale;
  readonly y: Scale;
  marks(area: Area, theme: Theme): string;
  readonly rows: readonly ChartRow[];
  /** Groups with their colours; empty for none. */
  readonly legend: readonly { readonly text: string; readonly color: string }[];
  /** What is left out, said below the chart. */
  readonly notes: readonly string[];
}
