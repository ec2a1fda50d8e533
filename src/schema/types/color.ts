import { colourNamed } from "../colour-names.ts";
import { shownValue } from "../given-value.ts";
import { parameter, type Stated } from "../parameter.ts";
import { type ParameterType, type Parsing, plainType } from "../parameter-type.ts";
import type { TypeFamily } from "../type-family.ts";

/** A colour as CSS writes it: #rgb, #rrggbb, #rrggbbaa, rgb(…), rgba(…), a name; or QGIS's r,g,b,a from 0 to 255. */
export function color<const S extends Stated<string>>(stated: S) {
  return parameter(COLOR, stated);
}

/** Its value is "#rrggbb", or "#rrggbbaa" where it is not opaque. */
const COLOR: ParameterType<string> = plainType({
  id: "color",
  parse,
  typescript: () => "string",
  argument: { type: "text", typeText: "colour such as red, #ff0000 or 'rgb(255,0,0)'" },
  sample: "red",
});

function parse(given: unknown, at: Parsing): string {
  const text = typeof given === "string" ? given.trim().toLowerCase() : "";
  const found = ofHex(text) ?? ofFunction(text) ?? ofNumbers(text) ?? colourNamed(text);
  if (found !== undefined) return found.endsWith("ff") && found.length === 9 ? found.slice(0, 7) : found;
  throw at.refuse(`is ${shownValue(given)}; expected a colour such as red, #ff0000 or rgb(255,0,0)`);
}

function ofHex(text: string): string | undefined {
  if (/^#[\da-f]{3,4}$/.test(text)) return text.replaceAll(/[\da-f]/g, "$&$&");
  return /^#(?:[\da-f]{6}|[\da-f]{8})$/.test(text) ? text : undefined;
}

/** In CSS alpha goes from 0 to 1. */
function ofFunction(text: string): string | undefined {
  const [, inside] = /^rgba?\(([^)]*)\)$/.exec(text) ?? [];
  if (inside === undefined) return undefined;
  const [r, g, b, alpha = "1"] = inside.split(/[\s,/]+/).filter((part) => part !== "");
  const share = alpha.endsWith("%") ? Number(alpha.slice(0, -1)) / 100 : Number(alpha);
  return hexOf([r, g, b].map(Number).concat(Math.round(share * 255)));
}

function ofNumbers(text: string): string | undefined {
  const parts = text.split(",");
  if (parts.some((part) => part.trim() === "") || parts.length < 3) return undefined;
  const [r, g, b, a = 255] = parts.map(Number);
  return parts.length > 4 ? undefined : hexOf([r!, g!, b!, a]);
}

function hexOf(parts: readonly number[]): string | undefined {
  if (!parts.every((part) => Number.isFinite(part) && part >= 0 && part <= 255)) return undefined;
  return `#${parts.map((part) => Math.round(part).toString(16).padStart(2, "0")).join("")}`;
}

export const colorFamily: TypeFamily = {
  id: "color",
  members: "readonly default?: string",
  value: "string",
  given: "string",
  define: (definition) => color({ ...definition.stated(), default: definition.text("default") }),
};
