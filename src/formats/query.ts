import type { CrsId } from "../crs/crs-id.ts";
import { SpatialError } from "../errors.ts";
import { takeColumn } from "../geometry/append.ts";
import { boundsAt, featureBounds } from "../geometry/bounds.ts";
import type { Bounds } from "../geometry/column.ts";
import { takeColumns } from "../layers/attributes.ts";
import type { LayerData } from "../layers/layer-data.ts";
import type { OptionValues } from "./format-options.ts";
import { didYouMean } from "../layers/near-names.ts";

/** Which part of a file is wanted, and how to understand it; `O` are the values of the format's own options. */
export interface Query<O = OptionValues> {
  /** Overrides what the file states. */
  readonly crs?: CrsId;
  /** Which layer of a file that holds several. */
  readonly layer?: string;
  /** Of a file of text, by a name that TextDecoder knows; UTF-8 if nothing is said. */
  readonly encoding?: string;
  /** Features whose own bounds meet these, in units of the file's coordinates. */
  readonly bounds?: Bounds;
  readonly fields?: readonly string[];
  /** No more features than this, the first ones. */
  readonly limit?: number;
  /** The format's own options, checked. */
  readonly options?: Partial<O>;
}

/** What is given for a Query's bounds, fields and limit, from a magic or a call. */
export interface GivenPart {
  readonly bounds?: unknown;
  readonly fields?: unknown;
  readonly limit?: unknown;
}

/** Throws BAD_ARGUMENT. */
export function parsePart({ bounds, fields, limit }: GivenPart): Pick<Query, "bounds" | "fields" | "limit"> {
  return {
    ...(bounds !== undefined && { bounds: parseBounds(bounds) }),
    ...(fields !== undefined && { fields: parseFields(fields) }),
    ...(limit !== undefined && { limit: parseLimit(limit) }),
  };
}

function parseBounds(given: unknown): Bounds {
  const values = [given].flat().flatMap((each) => (typeof each === "string" ? each.split(",") : [each]));
  const numbers = values.map((each) => (typeof each === "string" && each.trim() === "" ? Number.NaN : Number(each)));
  const [minX = 0, minY = 0, maxX = 0, maxY = 0] = numbers;
  if (numbers.length === 4 && numbers.every((each) => Number.isFinite(each)) && minX <= maxX && minY <= maxY)
    return [minX, minY, maxX, maxY];
  throw new SpatialError(
    "BAD_ARGUMENT",
    `The bounds are ${JSON.stringify(given)}; expected four numbers, minX,minY,maxX,maxY, in units of the file's ` +
      "coordinates, e.g. 5,45,11,48.",
  );
}

function parseFields(given: unknown): readonly string[] {
  const names = [given].flat();
  if (names.every((each) => typeof each === "string")) return names.flatMap((each) => each.split(","));
  throw new SpatialError("BAD_ARGUMENT", `The fields are ${JSON.stringify(given)}; expected names, e.g. name,kind.`);
}

function parseLimit(given: unknown): number {
  const limit = typeof given === "string" && given.trim() !== "" ? Number(given) : given;
  if (typeof limit === "number" && Number.isSafeInteger(limit) && limit >= 0) return limit;
  throw new SpatialError("BAD_ARGUMENT", `The limit is ${JSON.stringify(given)}; expected a whole number from 0.`);
}

/** The part of what was read that was asked for. Throws BAD_ARGUMENT for a field that is not there. */
export function partOf(data: LayerData, query: Pick<Query, "bounds" | "fields" | "limit">): LayerData {
  return withFields(withFeatures(data, query), query.fields);
}

function withFeatures(data: LayerData, { bounds, limit = Infinity }: Pick<Query, "bounds" | "limit">): LayerData {
  const { length } = data.geometry;
  const kept: number[] = [];
  const boxes = bounds && featureBounds(data.geometry);
  for (let index = 0; index < length && kept.length < limit; index++)
    if (bounds === undefined || boxes === undefined || meet(boundsAt(boxes, index), bounds)) kept.push(index);
  if (kept.length === length) return data;
  return { ...data, geometry: takeColumn(data.geometry, kept), columns: takeColumns(data.columns, kept) };
}

function meet(own: Bounds | undefined, [minX, minY, maxX, maxY]: Bounds): boolean {
  return own !== undefined && own[0] <= maxX && own[2] >= minX && own[1] <= maxY && own[3] >= minY;
}

function withFields(data: LayerData, names: readonly string[] | undefined): LayerData {
  if (names === undefined) return data;
  const positions = fieldPositions(
    data.fields.map(({ name }) => name),
    names,
  );
  return {
    ...data,
    fields: positions.map((position) => data.fields[position]!),
    columns: positions.map((position) => data.columns[position]!),
  };
}

/** Where the named fields are, in any case where no other is called so. Throws BAD_ARGUMENT. */
export function fieldPositions(all: readonly string[], names: readonly string[]): number[] {
  const positions = names.map((name) => {
    const exact = all.indexOf(name);
    if (exact >= 0) return exact;
    const alike = all.flatMap((each, i) => (each.toLowerCase() === name.toLowerCase() ? i : []));
    if (alike.length === 1) return alike[0]!;
    const known = all.length === 0 ? "The file has no fields." : `Fields: ${all.join(", ")}.`;
    throw new SpatialError("BAD_ARGUMENT", `There is no field "${name}".${didYouMean(name, all)} ${known}`);
  });
  return [...new Set(positions)];
}
