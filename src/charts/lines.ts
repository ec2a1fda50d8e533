import { aggregated } from "../layers/aggregate-values.ts";
import { rounded } from "../render/figure/svg-text.ts";
import type { ChartOptions, ChartRow, Plot } from "./chart-parts.ts";
import { asTexts, type ChartValues, type NumberValues } from "./chart-values.ts";
import type { Groups } from "./groups.ts";
import { leftOut } from "./notes.ts";
import { paddedScale } from "./padded-scale.ts";
import { bandScale } from "./scale.ts";

const NATURAL = new Intl.Collator("en", { numeric: true });

/** One line: its places in order. */
interface Line {
  readonly group: number;
  readonly xs: readonly number[];
  readonly ys: readonly number[];
}

/** From left to right along `by`, which may be text; rows that share a place are one by the aggregate. */
export function lines(value: NumberValues, by: ChartValues, groups: Groups, options: ChartOptions): Plot {
  const { log, aggregate } = options;
  const logBy = options.logBy && by.type === "number";
  const places = by.type === "text" ? undefined : by.values;
  const texts = [...new Set(asTexts(by).filter((text) => text !== null))].toSorted(NATURAL.compare);
  const number = new Map(texts.map((text, index) => [text, index]));
  const at = (row: number): number =>
    places === undefined ? (number.get((by.values[row] as string | null) ?? "") ?? Number.NaN) : places[row]!;
  const rows = Array.from(value.values.keys());
  const shown = rows.filter((row) => isShown(at(row), logBy) && isShown(value.values[row]!, log));
  const drawn = linesOf(shown, at, { value, groups, aggregate });
  const ys = Float64Array.from(drawn.flatMap((line) => line.ys));
  const xs = Float64Array.from(drawn.flatMap((line) => line.xs));
  const title = aggregate === "sum" ? value.title : `${aggregate} of ${value.title}`;
  return {
    x: by.type === "text" ? bandScale(by.title, texts) : paddedScale(by, xs, logBy),
    y: paddedScale({ ...value, title }, ys, log),
    legend: groups.legend,
    rows: drawn.flatMap((line) => rowsOf(line, { by, texts, title, groups })),
    notes: leftOut(
      rows.length - shown.length,
      rows.length,
      log || logBy ? "without a value above 0" : "without a value",
    ),
    marks: ({ x, y }, theme) =>
      drawn
        .map(({ group, ...line }) => {
          const path = line.xs.map((one, index) => `${rounded(x(one))} ${rounded(y(line.ys[index]!))}`).join("L");
          const color = groups.legend[group]?.color ?? theme.mark;
          const isDot = line.xs.length === 1 ? "h.01" : "";
          return `<path fill="none" stroke="${color}" stroke-width="${isDot === "" ? 2 : 5}" stroke-linecap="round" stroke-linejoin="round" d="M${path}${isDot}"/>`;
        })
        .join(""),
  };
}

function isShown(value: number, log: boolean): boolean {
  return !Number.isNaN(value) && (!log || value > 0);
}

interface Joining extends Pick<ChartOptions, "aggregate"> {
  readonly value: NumberValues;
  readonly groups: Groups;
}

function linesOf(rows: readonly number[], at: (row: number) => number, { value, groups, aggregate }: Joining): Line[] {
  const found = new Map<number, Map<number, number[]>>();
  for (const row of rows) {
    const line = found.get(groups.of[row]!) ?? new Map<number, number[]>();
    found.set(groups.of[row]!, line);
    const values = line.get(at(row)) ?? [];
    line.set(at(row), values);
    values.push(value.values[row]!);
  }
  const ordered = [...found].toSorted(([a], [b]) => a - b);
  return ordered.map(([group, line]) => {
    const xs = [...line.keys()].toSorted((a, b) => a - b);
    const entries = (x: number) => line.get(x)!.map((one) => ({ value: one, order: undefined }));
    return { group, xs, ys: xs.map((x) => Number(aggregated(aggregate, entries(x), ""))) };
  });
}

interface Told {
  readonly by: ChartValues;
  readonly texts: readonly string[];
  readonly title: string;
  readonly groups: Groups;
}

function rowsOf({ group, xs, ys }: Line, { by, texts, title, groups }: Told): ChartRow[] {
  const shown = (x: number): number | string =>
    by.type === "text" ? texts[x]! : by.type === "time" ? new Date(x).toISOString() : x;
  const name = groups.legend[group]?.text;
  return xs.map((x, index) => ({
    [by.title]: shown(x),
    [title]: ys[index]!,
    ...(name === undefined ? {} : { group: name }),
  }));
}
