import { type CrsId, parseCrsId } from "../../crs/crs-id.ts";
import { shownValue } from "../given-value.ts";
import { parameter, type Stated } from "../parameter.ts";
import { type ParameterType, type Parsing, plainType } from "../parameter-type.ts";
import type { TypeFamily } from "../type-family.ts";

export interface PointValue {
  readonly x: number;
  readonly y: number;
  /** That of the layer it goes with where it names none. */
  readonly crs: CrsId | undefined;
}

/** A point: `x,y`, with ` [EPSG:…]` behind it where it is in another CRS than the layer. */
export function point<const S extends Stated<string>>(stated: S) {
  return parameter(POINT, stated);
}

const POINT: ParameterType<PointValue> = plainType({
  id: "point",
  parse,
  typescript: () => "string | readonly [x: number, y: number]",
  argument: { type: "text", typeText: "x,y or 'x,y [EPSG:4326]'" },
  toMagic: written,
  toCode: (given, at) => JSON.stringify(written(given, at)),
  sample: "0,0",
});

function parse(given: unknown, at: Parsing): PointValue {
  const isGiven = typeof given === "string" || Array.isArray(given);
  const [, numbers = "", code] =
    /^([^[]*?)\s*(?:\[\s*([^\]]+?)\s*\])?$/.exec(isGiven ? String(given).trim() : "") ?? [];
  const two = numbers.split(",").map((part) => (part.trim() === "" ? Number.NaN : Number(part)));
  if (two.length !== 2 || !two.every(Number.isFinite))
    throw at.refuse(`is ${shownValue(given)}; expected x,y such as 8.5,47.4`);
  return { x: two[0]!, y: two[1]!, crs: code === undefined ? undefined : parseCrsId(code) };
}

function written(given: unknown, at: Parsing): string {
  const { x, y, crs } = parse(given, at);
  return `${x},${y}${crs === undefined ? "" : ` [${crs}]`}`;
}

export const pointFamily: TypeFamily = {
  id: "point",
  members: "readonly default?: string; readonly optional?: boolean",
  value: "{ readonly x: number; readonly y: number; readonly crs: string | undefined }",
  given: "string | readonly [x: number, y: number]",
  define: (definition) => point({ ...definition.stated(), default: definition.text("default") }),
};
