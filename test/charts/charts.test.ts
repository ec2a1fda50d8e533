import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { drawChart } from "../../src/charts/chart.ts";
import type { ChartOptions, ChartRow } from "../../src/charts/chart-parts.ts";
import { figureFonts } from "../../src/render/figure/font.ts";
import { dataOf, Layer } from "../../src/layers/layer.ts";

interface Histogram {
  readonly bins: number;
  readonly counts: readonly number[];
  readonly edges: readonly number[];
}

interface Expected {
  readonly values: readonly number[];
  readonly histograms: readonly Histogram[];
  readonly log: Histogram | null;
  readonly box: Readonly<Record<"low" | "q1" | "median" | "q3" | "high" | "outliers", number>>;
  readonly grouped: Readonly<
    Record<"sum" | "mean" | "median" | "min" | "max" | "count", Readonly<Record<string, number>>>
  >;
}

/** By NumPy, Matplotlib and pandas: fixtures/oracle/charts.py. */
const oracle = JSON.parse(readFileSync(new URL("../fixtures/charts.json", import.meta.url), "utf8")) as Record<
  string,
  Expected
>;

const OPTIONS: ChartOptions = {
  kind: "histogram",
  value: "v",
  aggregate: "sum",
  log: false,
  logBy: false,
  widthPx: 600,
  heightPx: 400,
  dpi: 96,
};

function draw(rows: readonly object[], options: Partial<ChartOptions> = {}) {
  return drawChart(dataOf(Layer.from(rows as { v: number }[])), { ...OPTIONS, ...options }, (crs) => ({
    crs,
    engine: undefined as never,
  }));
}

function rowsOf(values: readonly number[]): object[] {
  return values.map((v, index) => ({ v, g: `group ${index % 4}` }));
}

function near(found: unknown, wanted: number): void {
  expect(Math.abs(Number(found) - wanted)).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(wanted)));
}

/** Texts of an SVG, in their order. */
function textsOf(svg: string): string[] {
  return [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, text = ""]) => text);
}

/** Marks that are rectangles, without the ground: x, y, width, height. */
function boxesOf(svg: string): number[][] {
  const found = svg.matchAll(/<rect x="([-\d.]+)" y="([-\d.]+)" width="([-\d.]+)" height="([-\d.]+)"/g);
  return [...found].map((match) => match.slice(1).map(Number));
}

describe.each(Object.entries(oracle))("%s", (_, { values, histograms, log, box, grouped }) => {
  test.each(histograms)("$bins bins are those of NumPy", ({ bins, counts, edges }) => {
    const { rows } = draw(rowsOf(values), { bins });
    expect(rows.map(({ count }) => count)).toEqual(counts);
    rows.forEach(({ from, to }, bin) => (near(from, edges[bin]!), near(to, edges[bin + 1]!)));
  });

  // none where values are not all above 0
  test.each(log === null ? [] : [log])("$bins bins of the same ratio are those of NumPy's geomspace", (one) => {
    const { rows } = draw(rowsOf(values), { bins: one.bins, log: true });
    expect(rows.map(({ count }) => count)).toEqual(one.counts);
    rows.forEach(({ from }, bin) => near(from, one.edges[bin]!));
  });

  test("without a number of bins they have round edges, and all values are in them", () => {
    const { rows } = draw(rowsOf(values));
    expect(rows.reduce((sum, { count }) => sum + Number(count), 0)).toBe(values.length);
    expect(Number(rows[0]!["from"])).toBeLessThanOrEqual(Math.min(...values));
    expect(Number(rows.at(-1)!["to"])).toBeGreaterThanOrEqual(Math.max(...values));
    for (const { from, to, count } of rows) {
      const inside = values.filter(
        (v) => v >= Number(from) && (v < Number(to) || (to === rows.at(-1)!["to"] && v === to)),
      );
      expect(inside).toHaveLength(Number(count));
    }
  });

  test("a box is that of Matplotlib", () => {
    const [row] = draw(rowsOf(values), { kind: "box" }).rows;
    const { count, ...found } = row!;
    expect(count).toBe(values.length);
    for (const [name, wanted] of Object.entries(box)) near(found[name], wanted);
  });

  test.each([
    ["sum", "sum"],
    ["mean", "mean"],
    ["median", "median"],
    ["minimum", "min"],
    ["maximum", "max"],
    ["count", "count"],
  ] as const)("bars of %s are those of pandas, the longest first", (aggregate, name) => {
    const { rows } = draw(rowsOf(values), { kind: "bar", by: "g", aggregate });
    const lengths = rows.map((row) => Number(Object.values(row)[1]));
    expect(new Set(rows.map(({ g }) => g))).toEqual(new Set(Object.keys(grouped[name])));
    rows.forEach(({ g }, index) => near(lengths[index], grouped[name][String(g)]!));
    expect(lengths).toEqual(lengths.toSorted((a, b) => b - a));
  });
});

/** How far the second place is from the first to the third. */
function share(places: readonly number[][], axis: number): number {
  return (places[1]![axis]! - places[0]![axis]!) / (places[2]![axis]! - places[0]![axis]!);
}

function ticks(most: number): string[] {
  return textsOf(draw([{ v: 0 }, { v: most }], { bins: 2 }).svg);
}

describe("what is drawn", () => {
  test("bars of a histogram are as high as they count, side by side", () => {
    const { svg } = draw(rowsOf([1, 1, 1, 1, 2, 2, 3]), { bins: 3 });
    const [first, second, third] = boxesOf(svg);
    expect(first![3]! / third![3]!).toBeCloseTo(4, 1);
    expect(second![3]! / third![3]!).toBeCloseTo(2, 1);
    expect(second![0]! - first![0]!).toBeCloseTo(third![0]! - second![0]!, 1);
  });

  test("groups are told apart by colour, with a legend; on top of each other they are as high as all", () => {
    const rows = ["a", "a", "b", "b"].map((g) => ({ v: 1, g })).concat({ v: 1, g: null as never });
    const { svg, rows: bins } = draw(rows, { by: "g", bins: 1 });
    expect(textsOf(svg).slice(0, 3)).toEqual(["a", "b", "no data"]);
    expect(bins).toEqual([
      { from: 0.5, to: 1.5, count: 2, group: "a" },
      { from: 0.5, to: 1.5, count: 2, group: "b" },
      { from: 0.5, to: 1.5, count: 1, group: "no data" },
    ]);
    const fills = [...svg.matchAll(/<rect[^>]* fill="(#\w+)"\/>/g)].map(([, color]) => color);
    expect(fills.slice(1, 4)).toEqual(fills.slice(4)); // swatches, then bars
  });

  test("dots lie where their values say, also by powers of ten", () => {
    const rows = [1, 10, 100].map((v) => ({ v, x: v }));
    const dots = (log: boolean): number[][] =>
      [...draw(rows, { kind: "scatter", by: "x", log, logBy: log }).svg.matchAll(/cx="([\d.]+)" cy="([\d.]+)"/g)].map(
        (match) => match.slice(1).map(Number),
      );
    expect([share(dots(false), 0), share(dots(false), 1)].map((one) => one.toFixed(3))).toEqual(["0.091", "0.091"]);
    expect([share(dots(true), 0), share(dots(true), 1)].map((one) => one.toFixed(3))).toEqual(["0.500", "0.500"]);
  });

  test("a hundred thousand dots are squares, as few as the chart has room for, and say so", () => {
    const rows = Array.from({ length: 100_000 }, (_, i) => ({ v: Math.sin(i), x: i % 1000 }));
    const { svg } = draw(rows, { kind: "scatter", by: "x" });
    expect(svg.length).toBeLessThan(1_500_000);
    expect(textsOf(svg).at(-1)).toContain("100,000 rows: the more of them in a place");
  });

  test("lines go from left to right; rows that share a place are one", () => {
    const rows = [
      { v: 3, t: "2021-01-01", g: "a" },
      { v: 1, t: "2020-01-01", g: "a" },
      { v: 2, t: "2020-01-01", g: "a" },
      { v: 9, t: "2020-01-01", g: "b" },
    ];
    const { rows: points, svg } = draw(rows, { kind: "line", by: "t", color: "g" });
    expect(points).toEqual([
      { t: "2020-01-01T00:00:00.000Z", v: 3, group: "a" },
      { t: "2021-01-01T00:00:00.000Z", v: 3, group: "a" },
      { t: "2020-01-01T00:00:00.000Z", v: 9, group: "b" },
    ]);
    expect(textsOf(svg)).toContain("Jul 2020");
  });

  test("a bar for each value counts rows, and so does text in a chart of values", () => {
    expect(
      draw(
        ["a", "b", "b", "b"].map((v) => ({ v })),
        { kind: "bar" },
      ).rows,
    ).toEqual([
      { v: "b", count: 3 },
      { v: "a", count: 1 },
    ]);
    expect(() => draw([{ v: "a" }])).toThrow("chart: v gives text; a histogram needs numbers or times. Use kind bar");
    expect(() => draw([{ v: 1 }], { kind: "scatter" })).toThrow("chart: a scatter chart needs by");
  });

  test("what has no value is left out, and said", () => {
    const rows: ChartRow[] = [{ v: 1 }, { v: null }, { v: -2 }, { v: 5 }];
    const said = textsOf(draw(rows, { log: true, bins: 2 }).svg).slice(-2);
    expect(said).toEqual(["1 of 4 rows without a value left out", "1 of 4 rows not above 0 left out"]);
  });

  test("ticks are round, with thousands, and in millions where they are large", () => {
    expect(ticks(8000)).toEqual(expect.arrayContaining(["0", "2,000", "4,000", "v"]));
    expect(ticks(0.8)).toEqual(expect.arrayContaining(["0.0", "0.2", "0.4", "0.6"]));
    expect(ticks(1.4e9)).toEqual(expect.arrayContaining(["200", "1,000", "v (millions)"]));
  });

  test("no text goes beyond the chart, as the last tick would", () => {
    const { svg } = draw(
      [0, 100_000].map((v) => ({ v })),
      { bins: 2 },
    );
    const last = [...svg.matchAll(/<text x="([\d.]+)"[^>]*middle"[^>]*>100,000</g)].map(([, x]) => Number(x));
    expect(last).toHaveLength(1);
    expect(last[0]! + figureFonts().plain.widthOf("100,000", 11) / 2).toBeLessThan(600);
  });

  test("no values at all are a chart without marks, and one value is one with them", () => {
    for (const kind of ["histogram", "bar", "box", "line", "scatter"] as const) {
      for (const values of [[null, null], [5], [-5, -5]]) {
        const rows = values.map((v) => ({ v, g: 1 }));
        const options = { kind, by: "g", color: "g" };
        expect(draw(rows, options).svg).not.toMatch(/NaN|Infinity|undefined/);
        expect(draw(rows, { ...options, log: true, logBy: true }).svg).not.toMatch(/NaN|Infinity|undefined/);
      }
    }
  });

  test("all text is text, whatever names and values hold", () => {
    const hostile = `<script>alert(1)</script>"'&\u0000\u001b]]>`;
    const rows = ["a", "b"].map((one) => ({ v: 1, [hostile]: `${hostile}${one}` }));
    for (const kind of ["histogram", "bar", "box", "line", "scatter"] as const) {
      const by = kind === "scatter" ? "v" : hostile;
      const { svg } = draw(rows, { kind, by, color: hostile, title: hostile });
      expect(svg).not.toMatch(/<(script|b|image|foreignObject)\b/);
      expect(svg).not.toMatch(/\p{Cc}/u);
      expect(textsOf(svg).join(" ")).toContain("&lt;script&gt;");
    }
  });

  test("the dark picture shows the same in other colours, and both are the same each time", () => {
    const [one, other] = [draw(rowsOf([1, 2, 4])), draw(rowsOf([1, 2, 4]))];
    expect(one).toEqual(other);
    expect(one.dark).not.toEqual(one.png);
    expect(Buffer.from(one.png).readUInt32BE(16)).toBe(600);
  });
});
