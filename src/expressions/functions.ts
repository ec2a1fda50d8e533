import type { ExpressionFunction } from "./function-definition.ts";
import { CONVERSIONS } from "./functions/conversions.ts";
import { DATES } from "./functions/dates.ts";
import { GEOMETRY } from "./functions/geometry.ts";
import { LISTS, MAPS } from "./functions/lists.ts";
import { NUMBERS } from "./functions/numbers.ts";
import { TEXT } from "./functions/text.ts";

/** Functions of values, by name; what looks at its arguments itself is in special-forms.ts and aggregates.ts. */
export const FUNCTIONS: ReadonlyMap<string, ExpressionFunction> = new Map(
  [CONVERSIONS, DATES, GEOMETRY, LISTS, MAPS, NUMBERS, TEXT].flat().map((one) => [one.name, one]),
);
