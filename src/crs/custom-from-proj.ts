import { type CrsId, findCrsId } from "./crs-id.ts";
import { customId, METHODS } from "./custom-crs.ts";
import { DATUMS, parametersOf } from "./proj-string.ts";

/** PROJ's names of ellipsoids: semi-major axis, inverse flattening (0 of a sphere). */
const ELLIPSOIDS: Readonly<Record<string, readonly [a: number, rf: number]>> = {
  WGS84: [6378137, 298.257223563],
  GRS80: [6378137, 298.257222101],
  WGS72: [6378135, 298.26],
  WGS66: [6378145, 298.25],
  GRS67: [6378160, 298.247167427],
  aust_SA: [6378160, 298.25],
  krass: [6378245, 298.3],
  intl: [6378388, 297],
  helmert: [6378200, 298.3],
  hough: [6378270, 297],
  bessel: [6377397.155, 299.1528128],
  bess_nam: [6377483.865, 299.1528128],
  clrk66: [6378206.4, 294.978698213898],
  clrk80: [6378249.145, 293.4663],
  clrk80ign: [6378249.2, 293.4660212936269],
  airy: [6377563.396, 299.3249646],
  mod_airy: [6377340.189, 299.324937365],
  evrst30: [6377276.345, 300.8017],
  sphere: [6370997, 0],
};
/** Degrees east of Greenwich. */
const MERIDIANS: Readonly<Record<string, number>> = {
  greenwich: 0,
  lisbon: -9.13190611111111,
  paris: 2.33722916666667,
  bogota: -74.0809166666667,
  madrid: -3.68793888888889,
  rome: 12.452333333333332,
  bern: 7.439583333333333,
  jakarta: 106.80771944444444,
  ferro: -17.6666666666667,
  brussels: 4.367975,
  stockholm: 18.05827777777778,
  athens: 23.7163375,
  oslo: 10.7229166666667,
};
const UNITS: Readonly<Record<string, number>> = {
  m: 1,
  km: 1000,
  ft: 0.3048,
  "us-ft": 1200 / 3937,
  cm: 0.01,
  mm: 0.001,
};
/** Besides the projection's own numbers. */
const COMMON = new Set(
  "proj datum ellps a b rf f R towgs84 pm units to_meter axis no_defs type wktext over title zone south".split(" "),
);
const DEGREE = Math.PI / 180;

/** The CRS that a proj string describes; undefined where we can't compute with it. */
export function customFromProj(text: string): CrsId | undefined {
  const [body = "", title] = text.split(/\s\+title=/, 2);
  const given = unfolded(parametersOf(body));
  const projection = projectionOf(given.get("proj"));
  const numbers = numbersOf(projection, given);
  const ellipsoid = ellipsoidOf(given);
  const meridian = meridianOf(given.get("pm"));
  if (numbers === undefined || ellipsoid === undefined || meridian === undefined) return undefined;
  const unit = Number(given.get("to_meter") ?? UNITS[given.get("units") ?? "m"]);
  const id = customId({
    projection,
    numbers,
    ellipsoid,
    meridian,
    frame: DATUMS[given.get("datum") ?? ""],
    shift: given.get("towgs84")?.split(",").map(Number),
    unit: projection === "longlat" ? ["degree", DEGREE] : ["", unit],
    axis: axisOf(given.get("axis")),
    title,
  });
  return id === undefined ? undefined : findCrsId(id);
}

/** Undefined where there is a word, such as of a grid or a rotated pole, that we don't know. */
function numbersOf(projection: string, given: ReadonlyMap<string, string>): Map<string, number | true> | undefined {
  const known = METHODS.get(projection);
  if (known === undefined) return undefined;
  const numbers = new Map<string, number | true>();
  for (const [key, value] of given) {
    if (known.has(key)) numbers.set(key, key === "no_uoff" ? true : degreesOf(value));
    else if (!COMMON.has(key)) return undefined;
  }
  if (projection === "omerc" && !numbers.has("gamma")) numbers.set("gamma", numbers.get("alpha") ?? 0);
  if (projection === "lcc" && !numbers.has("lat_1")) numbers.set("lat_1", numbers.get("lat_0") ?? 0);
  return [...numbers.values()].some((value) => Number.isNaN(value)) ? undefined : numbers;
}

function projectionOf(name = ""): string {
  if (["longlat", "latlong", "latlon", "lonlat"].includes(name)) return "longlat";
  return name === "etmerc" ? "tmerc" : name;
}

/** UTM as what it is a kind of. */
function unfolded(given: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const zone = Number(given.get("zone"));
  if (given.get("proj") !== "utm" || !(zone >= 1 && zone <= 60)) return given;
  const north = given.has("south") ? "10000000" : "0";
  const own = { proj: "tmerc", lat_0: "0", lon_0: String(6 * zone - 183), k: "0.9996", x_0: "500000", y_0: north };
  return new Map([...given, ...Object.entries(own)]);
}

/** "15", or "15d30'20.5\"W". */
function degreesOf(text: string): number {
  const parts = /^([-+]?)(\d+(?:\.\d+)?)d(?:(\d+(?:\.\d+)?)')?(?:(\d+(?:\.\d+)?)")?([NSEW])?$/i.exec(text);
  if (parts === null) return Number(text);
  const [, sign, degrees = 0, minutes = 0, seconds = 0, side = ""] = parts;
  const size = Number(degrees) + Number(minutes) / 60 + Number(seconds) / 3600;
  return sign === "-" || /[SW]/i.test(side) ? -size : size;
}

function meridianOf(text: string | undefined): number | undefined {
  if (text === undefined) return 0;
  const degrees = MERIDIANS[text.toLowerCase()] ?? degreesOf(text);
  return Number.isNaN(degrees) ? undefined : degrees;
}

function ellipsoidOf(given: ReadonlyMap<string, string>): readonly [a: number, rf: number] | undefined {
  const radius = numberAt(given, "R");
  if (radius !== undefined) return [radius, 0];
  const named = ELLIPSOIDS[given.get("ellps") ?? given.get("datum") ?? ""] ?? datumEllipsoid(given.get("datum"));
  const a = numberAt(given, "a") ?? named?.[0];
  // PROJ takes GRS80 where nothing is said
  if (a === undefined) return given.has("datum") || given.has("b") ? undefined : ELLIPSOIDS["GRS80"];
  return [a, flatteningOf(given, a) ?? named?.[1] ?? 0];
}

/** The inverse one. */
function flatteningOf(given: ReadonlyMap<string, string>, a: number): number | undefined {
  const [rf, f, b] = ["rf", "f", "b"].map((key) => numberAt(given, key));
  if (rf !== undefined) return rf;
  if (f !== undefined) return f === 0 ? 0 : 1 / f;
  return b === undefined ? undefined : a === b ? 0 : a / (a - b);
}

function numberAt(given: ReadonlyMap<string, string>, key: string): number | undefined {
  return given.has(key) ? Number(given.get(key)) : undefined;
}

function datumEllipsoid(datum: string | undefined): readonly [number, number] | undefined {
  const names: Readonly<Record<string, string>> = { NAD83: "GRS80", NAD27: "clrk66", OSGB36: "airy", GGRS87: "GRS80" };
  return ELLIPSOIDS[names[datum ?? ""] ?? ""];
}

/** PROJ says three directions; up is left out. */
function axisOf(axis: string | undefined): string | undefined {
  const both = axis?.slice(0, 2);
  return both === "en" ? undefined : both;
}
