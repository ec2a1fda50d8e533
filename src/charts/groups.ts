import { paletteColors } from "../styles/palettes.ts";
import { asTexts, type ChartValues } from "./chart-values.ts";

/** Colours of more can't be told apart. */
const MOST = 7;
const REST = "#9a9a9a";
const NATURAL = new Intl.Collator("en", { numeric: true });

/** What is told apart by colour. */
export interface Groups {
  readonly legend: readonly { readonly text: string; readonly color: string }[];
  /** The group of each row, by its number in the legend. */
  readonly of: readonly number[];
}

/** The most frequent values, in their order; what is left of more is one group, as is what has none. */
export function groupsOf(given: ChartValues): Groups {
  const texts = asTexts(given);
  const counts = new Map<string, number>();
  for (const text of texts) if (text !== null) counts.set(text, (counts.get(text) ?? 0) + 1);
  const byCount = [...counts].toSorted(([, a], [, b]) => b - a).map(([text]) => text);
  const kept = byCount.slice(0, byCount.length > MOST ? MOST - 1 : MOST).toSorted(NATURAL.compare);
  const others = byCount.length - kept.length;
  const names = [...kept, ...(others > 0 ? [`${others} others`] : []), ...(texts.includes(null) ? ["no data"] : [])];
  const colors = paletteColors("Okabe-Ito", kept.length);
  const legend = names.map((text, index) => ({ text, color: kept[index] === undefined ? REST : colors[index]! }));
  const places = new Map(kept.map((text, index) => [text, index]));
  const of = texts.map((text) => (text === null ? names.length - 1 : (places.get(text) ?? kept.length)));
  return { legend, of };
}

/** Without groups: all rows are one, and nothing is told apart. */
export function oneGroup(rows: number): Groups {
  return { legend: [], of: Array.from({ length: rows }, () => 0) };
}
