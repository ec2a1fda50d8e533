import type { FieldType } from "../layers/layer-data.ts";

/**
 * What an expression gives, known before it runs. In compiled code: numbers, bigints (integer64), strings (text, and
 * date, datetime and time as ISO 8601), booleans, seconds (interval), Place (geometry), arrays and objects. `any` is
 * what is known only when it runs: a json field, or branches that have nothing in common.
 */
export type ValueType =
  | "integer"
  | "integer64"
  | "number"
  | "text"
  | "boolean"
  | "date"
  | "datetime"
  | "time"
  | "interval"
  | "geometry"
  | "list"
  | "map"
  | "null"
  | "any";

const OF_FIELD: Readonly<Record<FieldType, ValueType>> = {
  string: "text",
  integer: "integer",
  integer64: "integer64",
  number: "number",
  boolean: "boolean",
  date: "date",
  datetime: "datetime",
  time: "time",
  binary: "any",
  list: "list",
  json: "any",
};

export function typeOfField(type: FieldType): ValueType {
  return OF_FIELD[type];
}

/** The field that holds what the expression gives; undefined for a geometry. */
export function fieldTypeOf(type: ValueType): FieldType | undefined {
  switch (type) {
    case "integer":
    case "integer64":
    case "number":
    case "boolean":
    case "date":
    case "datetime":
    case "time":
    case "list":
      return type;
    case "text":
    case "null":
      return "string";
    case "interval":
      return "number";
    case "map":
    case "any":
      return "json";
    case "geometry":
      return undefined;
  }
}

export function isNumeric(type: ValueType): boolean {
  return type === "integer" || type === "number" || type === "integer64";
}

export function isTemporal(type: ValueType): boolean {
  return type === "date" || type === "datetime" || type === "time";
}

/** What two branches have in common. */
export function commonType(a: ValueType, b: ValueType): ValueType {
  if (a === b || b === "null") return a;
  if (a === "null") return b;
  const both = new Set([a, b]);
  if (isNumeric(a) && isNumeric(b)) return both.has("number") ? "number" : "integer64";
  if (both.has("date") && both.has("datetime")) return "datetime";
  return "any";
}

const SHOWN: Readonly<Record<ValueType, string>> = {
  integer: "a whole number",
  integer64: "a whole number",
  number: "a number",
  text: "text",
  boolean: "true or false",
  date: "a date",
  datetime: "a date",
  time: "a time of day",
  interval: "an interval",
  geometry: "a geometry",
  list: "a list",
  map: "a map",
  null: "NULL",
  any: "a value",
};

export function shownType(type: ValueType): string {
  return SHOWN[type];
}
