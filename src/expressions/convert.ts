import { type Code, type Emitter, NULL } from "./emitter.ts";
import type { Span } from "./node.ts";
import { isNumericText, toText } from "../layers/mixed-values.ts";
import { isDateText, millisOf, toCondition, toNumber } from "./runtime-values.ts";
import { isTemporal, shownType } from "./value-type.ts";

/** The value as a double; texts of digits count, as in QGIS. */
export function numberOf(code: Code, emitter: Emitter, span: Span): Code {
  const { type, value, isNull, literal } = code;
  if (type === "integer" || type === "number") return code;
  if (type === "null") return { ...NULL, type: "number" };
  if (type === "boolean") return emitter.keep("integer", `${value} ? 1 : 0`, isNull);
  if (type === "integer64") return emitter.keep("number", `Number(${value})`, isNull);
  const isWord = typeof literal === "string" && !isNumericText(literal);
  if ((type === "text" || type === "any") && !isWord)
    return emitter.keep("number", `${emitter.constant(toNumber)}(${value})`, isNull);
  throw emitter.error(span, `expected a number, but this is ${shownType(type)}.`);
}

export function textOf(code: Code, emitter: Emitter, span: Span): Code {
  if (code.type === "text") return code;
  if (code.type === "null") return { ...NULL, type: "text" };
  if (isTemporal(code.type)) return { ...code, type: "text" };
  if (code.type === "geometry") throw emitter.error(span, "expected text, but this is a geometry; try geom_to_wkt(…).");
  return emitter.keep("text", `${emitter.constant(toText)}(${code.value})`, code.isNull);
}

/** As a condition: numbers are true unless 0. */
export function conditionOf(code: Code, emitter: Emitter, span: Span): Code {
  switch (code.type) {
    case "boolean":
      return code;
    case "null":
      return { ...NULL, type: "boolean" };
    case "integer":
    case "number":
      return emitter.keep("boolean", `${code.value} !== 0`, code.isNull);
    case "integer64":
    case "any":
      return emitter.keep("boolean", `${emitter.constant(toCondition)}(${code.value})`, code.isNull);
    case "text":
    case "date":
    case "datetime":
    case "time":
    case "interval":
    case "geometry":
    case "list":
    case "map":
      throw emitter.error(
        span,
        `expected a condition, but this is ${shownType(code.type)}; compare it with something.`,
      );
  }
}

/** Milliseconds since 1970. */
export function millisCode(code: Code, emitter: Emitter, span: Span): Code {
  if (code.type === "null") return { ...NULL, type: "number" };
  const fits = isTemporal(code.type) || code.type === "text" || code.type === "any";
  const isNoDate = typeof code.literal === "string" && !isDateText(code.literal);
  if (!fits || isNoDate)
    throw emitter.error(span, `expected a date such as '2024-05-31', but this is ${shownType(code.type)}.`);
  return emitter.keep("number", `${emitter.constant(millisOf)}(${code.value})`, code.isNull);
}

/** A condition that holds where either of the two does. */
export function either(a: string, b: string): string {
  if (a === "false" || a === b) return b;
  if (b === "false") return a;
  return a === "true" || b === "true" ? "true" : `(${a} || ${b})`;
}
