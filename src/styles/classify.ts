import { SpatialError } from "../errors.ts";
import { type CheckedExpression, checkExpression } from "../expressions/compile.ts";
import type { GeometryTools } from "../expressions/function-definition.ts";
import { toText } from "../layers/mixed-values.ts";
import { sharedBytes } from "../layers/attributes.ts";
import type { LayerData } from "../layers/layer-data.ts";
import { breaksOf } from "./breaks.ts";
import { NO_DATA, paletteColors, paletteKind } from "./palettes.ts";
import { rangeLabel } from "./range-label.ts";
import type { Classes, ClassRequest, StyleClass } from "../layers/layer-style.ts";

const CLASSES = 5;
/** A legend of more can't be read, and colours of more can't be told apart. */
const MOST_CATEGORIES = 12;
const OTHERS = "#9a9a9a";

/**
 * Sorts a layer's features into classes by the values of a field or an expression.
 * @throws SpatialError BAD_EXPRESSION, and BAD_ARGUMENT where method or breaks don't fit the values
 */
export function classify(data: LayerData, request: ClassRequest, tools: GeometryTools): Classes {
  const expression = valueExpression(request.by, data);
  const bound = expression.bind(data, tools);
  const values = Array.from({ length: data.geometry.length }, (_, row) => bound.at(row));
  const isNumeric = expression.type === "integer" || expression.type === "number" || expression.type === "integer64";
  if (request.method === "categories" || (!isNumeric && request.method === undefined && request.breaks === undefined))
    return byCategory(values, request);
  if (!isNumeric) {
    throw new SpatialError(
      "BAD_ARGUMENT",
      `${request.by} gives no numbers, which ${request.method ?? "breaks"} needs; use the method categories.`,
    );
  }
  return byRange(
    values.map((value) => (value === null ? Number.NaN : Number(value))),
    request,
  );
}

/** A name of a field is that field, also where it would be read as something else: "area (km2)". */
export function valueExpression(by: string, data: Pick<LayerData, "fields">): CheckedExpression {
  const isField = data.fields.some(({ name }) => name === by);
  return checkExpression(isField ? `"${by.replaceAll('"', '""')}"` : by, data);
}

function byRange(values: readonly number[], request: ClassRequest): Classes {
  const sorted = values.filter((value) => Number.isFinite(value)).toSorted((a, b) => a - b);
  if (sorted.length === 0)
    return finish(
      values.map(() => -1),
      [],
      request,
    );
  const ends = request.breaks
    ? givenEnds(request.breaks, sorted)
    : breaksOf(numberMethod(request), sorted, request.classes ?? CLASSES);
  const upper = ends.slice(1);
  const numbers = values.map((value) => (Number.isFinite(value) ? upper.findIndex((end) => value <= end) : -1));
  const counts = upper.map((_, index) => numbers.filter((number) => number === index).length);
  const colors = paletteColors(request.palette ?? "YlGnBu", upper.length);
  const list = upper.map((_, index): StyleClass => {
    const label = rangeLabel(ends, index);
    return Object.assign({ color: colors[index]!, label, count: counts[index]! }, sizeOf(request, index, upper.length));
  });
  return finish(numbers, list, request);
}

function numberMethod({ method, palette }: ClassRequest) {
  if (palette !== undefined && paletteKind(palette) === "categories" && method === undefined) return "quantile";
  return method === undefined || method === "categories" ? "quantile" : method;
}

/** The values' own limits around what was given. */
function givenEnds(breaks: readonly number[], sorted: readonly number[]): number[] {
  if (breaks.some((value, index) => index > 0 && value <= breaks[index - 1]!)) {
    throw new SpatialError("BAD_ARGUMENT", `breaks are ${breaks.join(", ")}; expected ascending numbers.`);
  }
  const [least, most] = [sorted[0]!, sorted.at(-1)!];
  const [first, last] = [breaks[0] ?? most, breaks.at(-1) ?? least];
  return [Math.min(least, first), ...breaks, ...(most > last ? [most] : [])];
}

function byCategory(values: readonly unknown[], request: ClassRequest): Classes {
  const counts = new Map<string, number>();
  for (const value of values) if (value !== null) counts.set(toText(value), (counts.get(toText(value)) ?? 0) + 1);
  const byCount = [...counts].toSorted(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  const kept = byCount.slice(0, byCount.length > MOST_CATEGORIES ? MOST_CATEGORIES - 1 : MOST_CATEGORIES);
  const colors = paletteColors(request.palette ?? "Okabe-Ito", kept.length);
  const list: StyleClass[] = kept.map(([label, count], index) => ({ color: colors[index]!, label, count }));
  const rest = byCount.slice(kept.length);
  if (rest.length > 0) {
    const count = rest.reduce((sum, [, one]) => sum + one, 0);
    list.push({ color: OTHERS, label: `${rest.length} others`, count });
  }
  const places = new Map(kept.map(([label], index) => [label, index]));
  const numbers = values.map((value) => (value === null ? -1 : (places.get(toText(value)) ?? kept.length)));
  return finish(numbers, list, request);
}

/** Area-true between the smallest and the largest: twice the area for the middle of the way there. */
function sizeOf({ sizes }: ClassRequest, index: number, count: number): { size?: number } {
  if (sizes === undefined) return {};
  const share = count === 1 ? 1 : index / (count - 1);
  const size = Math.sqrt(sizes[0] ** 2 + share * (sizes[1] ** 2 - sizes[0] ** 2));
  return { size: Math.round(size * 100) / 100 };
}

/** @param numbers -1 where there is no value */
function finish(numbers: readonly number[], list: readonly StyleClass[], request: ClassRequest): Classes {
  const shared = sharedBytes(numbers.length);
  numbers.forEach((number, feature) => (shared[feature] = number < 0 ? list.length : number));
  const missing = numbers.filter((number) => number < 0).length;
  const noData = {
    color: NO_DATA,
    label: "no data",
    count: missing,
    ...(request.sizes ? { size: request.sizes[0] } : {}),
  };
  return { list: missing > 0 ? [...list, noData] : list, numbers: shared };
}
