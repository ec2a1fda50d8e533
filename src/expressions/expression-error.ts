import { SpatialError } from "../errors.ts";
import type { Span } from "./node.ts";

/** Shown left and right of the place, where an expression is longer than a line. */
const AROUND = 60;

/** A mistake in an expression, with its line and the place under it. */
export function expressionError(text: string, { start, end }: Span, what: string): SpatialError {
  const from = Math.max(text.lastIndexOf("\n", start - 1) + 1, start - AROUND);
  const lineEnd = text.indexOf("\n", start);
  const to = Math.min(lineEnd < 0 ? text.length : lineEnd, start + AROUND);
  const mark = " ".repeat(start - from) + "^".repeat(Math.max(1, Math.min(end, to) - start));
  return new SpatialError(
    "BAD_EXPRESSION",
    `The expression is wrong at column ${start - text.lastIndexOf("\n", start - 1)}: ${what}\n  ${text.slice(from, to)}\n  ${mark}`,
  );
}
