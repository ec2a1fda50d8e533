import { checkCondition } from "../expressions/compile.ts";
import { namedFields } from "../expressions/named-fields.ts";
import type { Feedback } from "../feedback.ts";
import { takeColumn } from "../geometry/append.ts";
import type { GeometryEngine } from "../geometry/engine.ts";
import { openEngine } from "../geometry/engines/open-engine.ts";
import { takeColumns } from "../layers/attributes.ts";
import type { LayerData } from "../layers/layer-data.ts";
import type { Query } from "./query.ts";

/** Rows between two looks at whether all is canceled. */
const AT_ONCE = 4096;

/** What is given to keep some of the features: an expression, and what computes with places in it. */
interface Where {
  readonly text: string;
  readonly engine: GeometryEngine;
}

export interface Condition {
  /** An expression. */
  readonly where?: string | undefined;
  /** For one that computes with places; an engine is opened if there is none. */
  readonly openEngine?: (() => Promise<GeometryEngine>) | undefined;
  /** What it is of, for the log. */
  readonly name: string;
}

/** The features of which the condition is true, if there is one; how many is said. */
export async function withCondition(
  data: LayerData,
  { where: text, openEngine: open, name }: Condition,
  feedback: Feedback,
): Promise<LayerData> {
  if (text === undefined) return data;
  const engine = await (open ?? (() => openEngine("geos", (line) => feedback.log("info", line))))();
  const kept = withTrue(data, { text, engine }, feedback);
  feedback.log("info", `"${name}": ${text} is true of ${kept.geometry.length} of ${data.geometry.length} features.`);
  return kept;
}

/** The rows of which the expression is true. Throws BAD_EXPRESSION, also for a field that is not there. */
function withTrue(data: LayerData, { text, engine }: Where, feedback: Feedback): LayerData {
  const bound = checkCondition(text, { fields: data.fields }).bind(data, { engine, crs: data.crs });
  const { length } = data.geometry;
  const kept: number[] = [];
  for (let start = 0; start < length; start += AT_ONCE) {
    for (const row of bound.where(start, Math.min(length, start + AT_ONCE))) kept.push(row);
    feedback.throwIfCanceled();
  }
  if (kept.length === length) return data;
  return { ...data, geometry: takeColumn(data.geometry, kept), columns: takeColumns(data.columns, kept) };
}

/** What a reader is asked for where a condition follows: its fields besides those wanted, and no limit before it. */
export function askedFor(query: Query, condition: string | undefined): Query {
  if (condition === undefined) return query;
  const { limit: _, fields, ...others } = query;
  const read = namedFields(condition);
  return fields === undefined || read === undefined ? others : { ...others, fields: [...fields, ...read] };
}
