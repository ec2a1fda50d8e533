import { defined } from "../function-definition.ts";
import { toText } from "../../layers/mixed-values.ts";
import { toCondition } from "../runtime-values.ts";

export const CONVERSIONS = defined("Conversions", {
  "to_string(value: any): text": ["As text.", toText],
  "to_bool(value: any): boolean": ["true or false; numbers are true unless 0.", toCondition],
  "nullif(value: any, other: any): any": [
    "NULL where the two are equal, else the first.",
    (value: unknown, other: unknown) => (value === other ? null : value),
  ],
  "format_number(number: number, places?: integer, language?: text): text": [
    "With separators of thousands and so many decimals.",
    (number: number, places = 0, language = "en") =>
      number.toLocaleString(language, { minimumFractionDigits: places, maximumFractionDigits: places }),
  ],
});
