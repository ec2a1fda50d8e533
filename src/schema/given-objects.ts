import { shownValue } from "./given-value.ts";
import type { Parsing } from "./parameter-type.ts";

/** A member of a list that was given, whose members nobody has checked yet. */
export interface GivenObject {
  /** @throws SpatialError BAD_ARGUMENT where it is missing or no text */
  text(key: string): string;
  /** A text or number that may be missing. */
  optional(key: string): string | undefined;
}

/** Objects in a list, or in JSON text of one. @param shape for messages: `{ name, type? }` */
export function readObjects(given: unknown, at: Parsing, shape: string): readonly GivenObject[] {
  const list = typeof given === "string" ? fromJson(given) : given;
  if (!Array.isArray(list) || list.length === 0)
    throw at.refuse(`is ${shownValue(given)}; expected a list of ${shape}`);
  return list.map((item: unknown, index) => {
    if (typeof item !== "object" || item === null || Array.isArray(item))
      throw at.refuse(`has ${shownValue(item)} as item ${index + 1}; expected ${shape}`);
    const members = item as Readonly<Record<string, unknown>>;
    const optional = (key: string): string | undefined => {
      const value = members[key];
      if (value === undefined || value === null) return undefined;
      if (typeof value === "string" || typeof value === "number") return String(value);
      throw at.refuse(`has "${key}" ${shownValue(value)} in item ${index + 1}; expected text`);
    };
    const text = (key: string): string => {
      const value = optional(key);
      if (value !== undefined && value !== "") return value;
      throw at.refuse(`has no "${key}" in item ${index + 1}; expected ${shape}`);
    };
    return { text, optional };
  });
}

function fromJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
