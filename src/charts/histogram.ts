import { rounded } from "../render/figure/svg-text.ts";
import { binEdges, binOf } from "./bins.ts";
import type { Area, ChartOptions, ChartRow, Plot, Theme } from "./chart-parts.ts";
import type { NumberValues } from "./chart-values.ts";
import type { Groups } from "./groups.ts";
import { leftOut } from "./notes.ts";
import { linearScale, logScale, timeScale } from "./scale.ts";

/** How many values lie in each bin; those of groups on top of each other. */
export function histogram(given: NumberValues, groups: Groups, { bins, log }: ChartOptions): Plot {
  const { values, title } = given;
  const taken = values.filter((value) => !Number.isNaN(value) && (!log || value > 0)).toSorted();
  const edges = taken.length === 0 ? [0, 1] : binEdges(taken, bins, log);
  const stacks = countedBy(groups, values, edges, log);
  const highest = Math.max(1, ...edges.slice(1).map((_, bin) => stacks.reduce((sum, counts) => sum + counts[bin]!, 0)));
  const span = { title, from: edges[0]!, to: edges.at(-1)! };
  const scale = given.type === "time" ? timeScale : log ? logScale : linearScale;
  const missing = values.filter((value) => Number.isNaN(value)).length;
  return {
    x: scale(span),
    y: linearScale({ title: "count", from: 0, to: highest * 1.05 }),
    legend: groups.legend,
    rows: rowsOf(edges, stacks, groups, given.type === "time"),
    notes: [
      ...leftOut(missing, values.length, "without a value"),
      ...leftOut(values.length - missing - taken.length, values.length, "not above 0"),
    ],
    marks: (area, theme) => bars({ edges, stacks, groups }, area, theme),
  };
}

/** Counts of each bin, a list for each group. */
function countedBy(groups: Groups, values: Float64Array, edges: readonly number[], log: boolean): number[][] {
  const stacks = Array.from({ length: Math.max(1, groups.legend.length) }, () => edges.slice(1).map(() => 0));
  values.forEach((value, row) => {
    const bin = log && value <= 0 ? -1 : binOf(edges, value);
    if (bin >= 0) stacks[groups.of[row]!]![bin]! += 1;
  });
  return stacks;
}

function rowsOf(edges: readonly number[], stacks: readonly number[][], groups: Groups, isTime: boolean): ChartRow[] {
  const shown = (edge: number): number | string => (isTime ? new Date(edge).toISOString() : edge);
  return stacks.flatMap((counts, group) =>
    counts.map((count, bin) => ({
      from: shown(edges[bin]!),
      to: shown(edges[bin + 1]!),
      count,
      ...(groups.legend[group] && { group: groups.legend[group].text }),
    })),
  );
}

interface Stacked {
  readonly edges: readonly number[];
  readonly stacks: readonly number[][];
  readonly groups: Groups;
}

function bars({ edges, stacks, groups }: Stacked, area: Area, theme: Theme): string {
  const below = edges.slice(1).map(() => 0);
  return stacks
    .flatMap((counts, group) =>
      counts.map((count, bin) => {
        if (count === 0) return "";
        const [from, to] = [below[bin]!, below[bin]! + count];
        below[bin] = to;
        const [left, right] = [area.x(edges[bin]!), area.x(edges[bin + 1]!)];
        const gap = right - left > 4 ? 0.5 : 0;
        const box = `x="${rounded(left + gap)}" y="${rounded(area.y(to))}" width="${rounded(Math.max(0.5, right - left - 2 * gap))}" height="${rounded(area.y(from) - area.y(to))}"`;
        return `<rect ${box} fill="${groups.legend[group]?.color ?? theme.mark}"/>`;
      }),
    )
    .join("");
}
