/** How many values become one, by QGIS's names. */
export const AGGREGATES = [
  "first_value",
  "last_value",
  "count",
  "count_distinct",
  "count_missing",
  "sum",
  "mean",
  "median",
  "stdev",
  "minimum",
  "maximum",
  "range",
  "minority",
  "majority",
  "q1",
  "q3",
  "iqr",
  "min_length",
  "max_length",
  "concatenate",
  "concatenate_unique",
] as const;

export type AggregateName = (typeof AGGREGATES)[number];

/** What they are called elsewhere: in SQL, in pandas, in speech. */
const SHORT_NAMES: Readonly<Record<string, AggregateName>> = {
  first: "first_value",
  last: "last_value",
  min: "minimum",
  max: "maximum",
  avg: "mean",
  average: "mean",
  std: "stdev",
  mode: "majority",
  unique: "count_distinct",
  nunique: "count_distinct",
  join: "concatenate",
  list: "concatenate_unique",
};

/** All that may be written. */
export const AGGREGATE_WORDS: readonly string[] = [...AGGREGATES, ...Object.keys(SHORT_NAMES)];

function plain(name: string): string {
  return name.replaceAll(/[^A-Za-z0-9]/g, "").toLowerCase();
}

/** By QGIS's name or a short one, however it is spelled: "sum", "first_value", "firstValue", "min". */
export function aggregateNamed(given: string): AggregateName | undefined {
  const wanted = plain(given);
  return AGGREGATES.find((name) => plain(name) === wanted) ?? SHORT_NAMES[wanted];
}

/** One aggregate as it is written short: `sum`, or `sum(pop)` for that of something else than the field it is named after. */
export interface ShortAggregate {
  readonly aggregate: AggregateName;
  /** What is in the brackets. */
  readonly of: string | undefined;
}

export function shortAggregate(given: string): ShortAggregate | undefined {
  const [, name = "", of] = /^\s*([\w-]+)\s*(?:\((.*)\)\s*)?$/su.exec(given) ?? [];
  const aggregate = aggregateNamed(name);
  return aggregate === undefined ? undefined : { aggregate, of: of?.trim() || undefined };
}
