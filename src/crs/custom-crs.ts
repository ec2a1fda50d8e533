import type { CrsRow, ReferenceFrame } from "./crs-row.ts";
import type { DatumOperation } from "./datum-operation.ts";

/**
 * A CRS that has no code: its projection, ellipsoid and unit as a proj string. Its id is that string, in one spelling, so
 * that it means the same in every thread and every file. What a proj string has no word for is `+frame`, the EPSG code of
 * the geographic CRS whose datum it has, and `+title`, its name, which comes last.
 */
export interface CustomCrs {
  /** Projections of proj4 that agree with PROJ: see METHODS. */
  readonly projection: string;
  /** The projection's numbers: degrees, metres. */
  readonly numbers: ReadonlyMap<string, number | true>;
  /** Metres, and the inverse flattening, 0 of a sphere. */
  readonly ellipsoid: readonly [a: number, rf: number];
  /** Degrees east of Greenwich. */
  readonly meridian: number;
  /** Code of the geographic CRS, where the datum is a known one. */
  readonly frame?: string | undefined;
  /** To WGS 84, as +towgs84: metres, arc-seconds, ppm. */
  readonly shift?: readonly number[] | undefined;
  /** Name and size in metres, or radians. */
  readonly unit: readonly [name: string, size: number];
  /** Directions of x and y where they are not east and north: "ws". */
  readonly axis?: string | undefined;
  readonly title?: string | undefined;
}

/** What each projection knows besides +x_0 and +y_0. */
export const METHODS: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  Object.entries({
    longlat: "",
    tmerc: "lat_0 lon_0 k",
    merc: "lat_ts lon_0 k",
    lcc: "lat_0 lon_0 lat_1 lat_2 k",
    omerc: "lat_0 lonc alpha gamma k no_uoff",
    somerc: "lat_0 lon_0 k",
    sterea: "lat_0 lon_0 k",
    stere: "lat_0 lon_0 lat_ts k",
    cass: "lat_0 lon_0",
    laea: "lat_0 lon_0",
    aea: "lat_0 lon_0 lat_1 lat_2",
    poly: "lat_0 lon_0",
    eqc: "lat_0 lon_0 lat_ts",
    eqearth: "lon_0",
    aeqd: "lat_0 lon_0",
    eqdc: "lat_0 lon_0 lat_1 lat_2",
    bonne: "lat_1 lon_0",
    cea: "lat_ts lon_0",
    moll: "lon_0",
    robin: "lon_0",
    mill: "lon_0",
    sinu: "lon_0",
  }).map(([name, keys]) => [name, new Set(keys === "" ? [] : `${keys} x_0 y_0`.split(" "))]),
);

/** The units that a proj string has a name for. */
const NAMED_UNITS: readonly (readonly [short: string, name: string, size: number])[] = [
  ["m", "metre", 1],
  ["km", "kilometre", 1000],
  ["ft", "foot", 0.3048],
  ["us-ft", "US survey foot", 1200 / 3937],
];
const DEGREE = Math.PI / 180;

/** Whether an id is the text of a CRS without a code. */
export function isCustom(id: string): boolean {
  return id.startsWith("+proj=");
}

/** What is left out. */
const GRANTED: Readonly<Record<string, number>> = { lat_0: 0, lon_0: 0, k: 1, x_0: 0, y_0: 0 };

/** The one spelling of it; undefined for a projection or a number that we can't compute with. */
export function customId(crs: CustomCrs): string | undefined {
  const known = METHODS.get(crs.projection);
  if (known === undefined || !isComputable(crs, known)) return undefined;
  const numbers = [...known].map((key) => numberWord(key, crs.numbers.get(key)));
  const [a, rf] = crs.ellipsoid;
  const { axis = "", title = "" } = crs;
  const words = [`+proj=${crs.projection}`, ...numbers, `+a=${a}`, `+rf=${rf}`, ...datumWords(crs), unitWord(crs)];
  const name = title.replaceAll(/[\s\p{Cc}]+/gu, " ").trim();
  words.push(axis === "" ? "" : `+axis=${axis}`, "+no_defs", name === "" ? "" : `+title=${name}`);
  return words.filter((word) => word !== "").join(" ");
}

function isComputable({ numbers, ellipsoid: [a, rf], unit: [, size] }: CustomCrs, known: ReadonlySet<string>): boolean {
  const isBody = a > 1e3 && a < 1e9 && (rf === 0 || rf > 50);
  return isBody && size > 0 && [...numbers.keys()].every((key) => known.has(key));
}

function numberWord(key: string, value: number | true | undefined): string {
  if (value === true) return `+${key}`;
  return value === undefined || !Number.isFinite(value) || value === GRANTED[key] ? "" : `+${key}=${value}`;
}

function datumWords({ meridian, frame, shift }: CustomCrs): string[] {
  const turned = meridian === 0 ? "" : `+pm=${meridian}`;
  if (frame !== undefined) return [turned, `+frame=${frame}`];
  return [turned, shift === undefined ? "" : `+towgs84=${shift.join(",")}`];
}

function unitWord({ projection, unit: [, size] }: CustomCrs): string {
  if (projection === "longlat") return `+to_radian=${size}`;
  const named = NAMED_UNITS.find(([, , each]) => Math.abs(each - size) < 1e-12 * size);
  return named === undefined ? `+to_meter=${size}` : `+units=${named[0]}`;
}

/** What an id of `customId` says; undefined for what is none. */
export function parseCustom(id: string): CustomCrs | undefined {
  const [text = "", title] = id.split(" +title=", 2);
  const words = new Map<string, string | true>(
    text.split(" ").map((word) => {
      const at = word.indexOf("=");
      return at < 0 ? ([word.slice(1), true] as const) : ([word.slice(1, at), word.slice(at + 1)] as const);
    }),
  );
  const projection = String(words.get("proj"));
  const known = METHODS.get(projection);
  const number = (key: string): number => Number(words.get(key) ?? Number.NaN);
  if (known === undefined || Number.isNaN(number("a")) || Number.isNaN(number("rf"))) return undefined;
  const numbers = new Map<string, number | true>();
  for (const key of known) {
    const value = words.get(key);
    if (value !== undefined) numbers.set(key, value === true ? true : Number(value));
  }
  const shift = words.get("towgs84");
  const [frame, axis] = [words.get("frame"), words.get("axis")];
  const crs: CustomCrs = {
    projection,
    numbers,
    ellipsoid: [number("a"), number("rf")],
    meridian: words.has("pm") ? number("pm") : 0,
    frame: typeof frame === "string" ? frame : undefined,
    shift: typeof shift === "string" ? shift.split(",").map(Number) : undefined,
    unit: unitOf(words),
    axis: typeof axis === "string" ? axis : undefined,
    title,
  };
  return customId(crs) === id ? crs : undefined;
}

function unitOf(words: ReadonlyMap<string, string | true>): readonly [string, number] {
  if (words.has("to_radian")) {
    const size = Number(words.get("to_radian"));
    return [Math.abs(size - DEGREE) < 1e-15 ? "degree" : "angular unit", size];
  }
  const size = Number(words.get("to_meter") ?? Number.NaN);
  const named = NAMED_UNITS.find(([short]) => short === words.get("units"));
  return named === undefined ? [`unit of ${size} m`, size] : [named[1], named[2]];
}

/** @param frameOf the frame of an EPSG code of a geographic CRS */
export function customRow(id: string, frameOf: (code: string) => ReferenceFrame | undefined): CrsRow | undefined {
  const crs = parseCustom(id);
  if (crs === undefined) return undefined;
  const frame = crs.frame === undefined ? ownFrame(crs) : frameOf(crs.frame);
  if (frame === undefined) return undefined;
  const [unit, unitSize] = crs.unit;
  return {
    id,
    name: crs.title ?? "CRS without a code",
    frame,
    geographic: crs.projection === "longlat",
    unit,
    unitSize,
    axis: crs.axis ?? "",
    area: undefined,
    projection: [`+proj=${crs.projection}`, ...[...crs.numbers].map(wordOf)].join(" "),
  };
}

function wordOf([key, value]: readonly [string, number | true]): string {
  return value === true ? `+${key}` : `+${key}=${value}`;
}

function ownFrame({ ellipsoid: [a, rf], meridian, shift }: CustomCrs): ReferenceFrame {
  const flattening = rf === 0 ? 0 : 1 / rf;
  const operation: DatumOperation = {
    name: shift === undefined ? "Ballpark" : "the shift that the CRS states",
    accuracy: undefined,
    secondary: false,
    area: [-180, -90, 180, 90],
    helmert: shift,
    offset: [0, 0],
  };
  return {
    code: `${a} ${rf} ${meridian} ${shift?.join() ?? ""}`,
    a,
    es: flattening * (2 - flattening),
    rf,
    meridian: meridian * DEGREE,
    operations: [operation],
  };
}
