import { type CrsId, parseCrsId } from "../../crs/crs-id.ts";
import { boundsOf } from "../../geometry/bounds.ts";
import type { Bounds } from "../../geometry/column.ts";
import { shownValue } from "../given-value.ts";
import { parameter, type Stated } from "../parameter.ts";
import { LATER, type LayerFacts, type ParameterType, type Parsing, plainType } from "../parameter-type.ts";
import type { TypeFamily } from "../type-family.ts";

/** A rectangle. */
export interface Extent {
  readonly bounds: Bounds;
  /** That of the layer it goes with where it names none. */
  readonly crs: CrsId | undefined;
}

/**
 * A rectangle: `xmin,ymin,xmax,ymax`, with ` [EPSG:…]` behind it where it is in another CRS than the layer, or the
 * extent of a layer. QGIS's own name of the parameter, in capitals, brings QGIS's order: xmin,xmax,ymin,ymax.
 */
export function extent<const S extends Stated<string>>(stated: S) {
  return parameter(EXTENT, stated);
}

const NUMBERS = /^\s*[-+.\d]/;

const EXTENT: ParameterType<Extent> = plainType<Extent>({
  id: "extent",
  parse,
  typescript: (from) => `${from}ExtentInput`,
  argument: {
    type: "layer",
    unless: NUMBERS,
    typeText: "xmin,ymin,xmax,ymax, 'xmin,ymin,xmax,ymax [EPSG:4326]', or a layer",
  },
  toMagic: (given, at) => (isRectangle(given) ? written(readRectangle(given, at)) : given),
  toCode: (given, at) => JSON.stringify(isRectangle(given) ? written(readRectangle(given, at)) : given),
  references: (given) => (isRectangle(given) ? [] : [given]),
  sample: "0,0,10,10",
});

function parse(given: unknown, at: Parsing): Extent | typeof LATER {
  if (isRectangle(given)) return readRectangle(given, at);
  return at.own === undefined ? LATER : ofLayer(at.own, at);
}

function isRectangle(given: unknown): given is string | readonly unknown[] {
  return (typeof given === "string" && NUMBERS.test(given)) || Array.isArray(given);
}

function ofLayer({ crs, geometry }: LayerFacts, at: Parsing): Extent {
  const bounds = geometry === undefined ? undefined : boundsOf(geometry);
  if (bounds === undefined) throw at.refuse("is a layer without any coordinates; give a rectangle");
  return { bounds, crs };
}

function readRectangle(given: string | readonly unknown[], at: Parsing): Extent {
  const [, numbers = "", code] = /^([^[]*?)\s*(?:\[\s*([^\]]+?)\s*\])?$/.exec(String(given).trim()) ?? [];
  const four = numbers.split(",").map((part) => (part.trim() === "" ? Number.NaN : Number(part)));
  const [minX, minY, maxX, maxY] = at.isQgis ? [four[0], four[2], four[1], four[3]] : four;
  if (four.length !== 4 || !four.every(Number.isFinite) || minX! > maxX! || minY! > maxY!) {
    const order = at.isQgis ? "xmin,xmax,ymin,ymax (QGIS's order)" : "xmin,ymin,xmax,ymax";
    throw at.refuse(`is ${shownValue(given)}; expected ${order}, the smaller numbers first`);
  }
  return { bounds: [minX!, minY!, maxX!, maxY!], crs: code === undefined ? undefined : parseCrsId(code) };
}

/** In our order, whatever it was given in. */
function written({ bounds, crs }: Extent): string {
  return `${bounds.join(",")}${crs === undefined ? "" : ` [${crs}]`}`;
}

export const extentFamily: TypeFamily = {
  id: "extent",
  members: "readonly default?: string; readonly optional?: boolean",
  value: "{ readonly bounds: readonly [number, number, number, number]; readonly crs: string | undefined }",
  given: "ExtentInput",
  define: (definition) => extent({ ...definition.stated(), default: definition.text("default") }),
};
