import { type CrsId, findCrsId } from "./crs-id.ts";
import type { CrsRow } from "./crs-row.ts";
import { findRow, listRows } from "./crs-rows.ts";
import { esriFrames } from "./esri-frames.ts";
import { childOf, childrenOf, nameOf, parseWkt, type WktElement } from "./wkt-tree.ts";

/**
 * The CRS of our table that a text describes, as .prj files and others hold it: WKT 1 (GDAL's or Esri's) or WKT 2, or a
 * code. An identifier that the text states counts first; without one the method, its parameters, the datum and the unit
 * must be those of a CRS in the table, which is then computed by its own definition: the text may lack the datum's shift.
 * Undefined where there is none.
 */
export function recogniseCrs(text: string): CrsId | undefined {
  const root = parseWkt(text);
  return root === undefined ? findCrsId(text.trim()) : recogniseElement(root);
}

/** As `recogniseCrs`, of a text that is read already. */
export function recogniseElement(root: WktElement): CrsId | undefined {
  const element = ["COMPD_CS", "COMPOUNDCRS", "BOUNDCRS"].includes(root.keyword) ? horizontalOf(root) : root;
  if (element === undefined) return undefined;
  return statedId(element) ?? (isProjected(element) ? projectedId(element) : frameOf(element));
}

function horizontalOf(root: WktElement): WktElement | undefined {
  const source = childOf(root, "SOURCECRS");
  return childOf(source ?? root, "PROJCS", "GEOGCS", "PROJCRS", "GEOGCRS", "PROJECTEDCRS", "GEODCRS", "GEOGRAPHICCRS");
}

function statedId(element: WktElement): CrsId | undefined {
  const id = childOf(element, "AUTHORITY", "ID");
  const [authority, code] = id?.values ?? [];
  if (typeof authority !== "string" || typeof code === "object" || code === undefined) return undefined;
  return findCrsId(`${authority}:${code}`);
}

export function isProjected({ keyword }: WktElement): boolean {
  return ["PROJCS", "PROJCRS", "PROJECTEDCRS"].includes(keyword);
}

/** What Esri calls the geographic CRSs, and their codes. */
let frames: ReadonlyMap<string, string> | undefined;

/** The geographic CRS of our table that has this name, or the name of this datum, and this ellipsoid. */
export function frameOf(geographic: WktElement): CrsId | undefined {
  frames ??= new Map(
    esriFrames
      .trim()
      .split("\n")
      .map((line) => line.split("|"))
      .map(([code = "", name = ""]) => [plain(name), `EPSG:${code}`]),
  );
  const name = nameOf(geographic);
  const id = findCrsId(name) ?? findCrsId(frames.get(plain(name)) ?? frames.get(plain(`GCS_${name}`)) ?? "none");
  const row = id === undefined ? undefined : findRow(id);
  if (row !== undefined && hasEllipsoid(row, geographic)) return id;
  return frameOfDatum(geographic);
}

/** The geographic CRSs of datums whose names are told though the CRS is called otherwise, at Greenwich. */
const DATUM_FRAMES: Readonly<Record<string, string>> = {
  wgs1984: "EPSG:4326",
  worldgeodeticsystem1984: "EPSG:4326",
  worldgeodeticsystem1984ensemble: "EPSG:4326",
  etrs1989: "EPSG:4258",
  europeanterrestrialreferencesystem1989: "EPSG:4258",
  europeanterrestrialreferencesystem1989ensemble: "EPSG:4258",
  northamerican1983: "EPSG:4269",
  northamericandatum1983: "EPSG:4269",
  northamerican1927: "EPSG:4267",
  northamericandatum1927: "EPSG:4267",
  osgb1936: "EPSG:4277",
  osgb36: "EPSG:4277",
};

function frameOfDatum(geographic: WktElement): CrsId | undefined {
  const name = plain(nameOf(childOf(geographic, "DATUM", "ENSEMBLE", "GEODETICDATUM", "TRF")));
  const id = findCrsId(DATUM_FRAMES[name.replace(/^d(?=wgs|etrs|north|osgb)/, "")] ?? "none");
  const row = id === undefined ? undefined : findRow(id);
  const [, meridian = 0] = childOf(geographic, "PRIMEM", "PRIMEMERIDIAN")?.values ?? [];
  return row !== undefined && meridian === 0 && hasEllipsoid(row, geographic) ? id : undefined;
}

/** Within what is left of the digits that are written. */
function hasEllipsoid({ frame }: CrsRow, geographic: WktElement): boolean {
  const datum = childOf(geographic, "DATUM", "ENSEMBLE", "GEODETICDATUM", "TRF");
  const ellipsoid = datum && childOf(datum, "SPHEROID", "ELLIPSOID");
  const [, a, rf] = ellipsoid?.values ?? [];
  return typeof a === "number" && typeof rf === "number" && near(a, frame.a, 0.01) && near(rf, frame.rf, 1e-4);
}

function near(a: number, b: number, tolerance: number): boolean {
  return Math.abs(a - b) <= tolerance;
}

/** Our projections, by the letters of the methods' names in WKT 1, Esri's and WKT 2. */
export const METHOD_NAMES: Readonly<Record<string, string>> = {
  transversemercator: "tmerc",
  gausskruger: "tmerc",
  transversemercatorsouthorientated: "tmerc",
  lambertconformalconic: "lcc",
  lambertconformalconic2sp: "lcc",
  lambertconformalconic1sp: "lcc",
  lambertconicconformal2sp: "lcc",
  lambertconicconformal1sp: "lcc",
  albers: "aea",
  albersconicequalarea: "aea",
  albersequalarea: "aea",
  lambertazimuthalequalarea: "laea",
  mercator: "merc",
  mercator1sp: "merc",
  mercator2sp: "merc",
  mercatorvarianta: "merc",
  mercatorvariantb: "merc",
  mercatorauxiliarysphere: "webmerc",
  popularvisualisationpseudomercator: "webmerc",
  obliquestereographic: "sterea",
  doublestereographic: "sterea",
  polarstereographic: "stere",
  polarstereographicvarianta: "stere",
  polarstereographicvariantb: "stere",
  stereographicnorthpole: "stere",
  stereographicsouthpole: "stere",
  stereographic: "stere",
  hotineobliquemercatorazimuthcenter: "omerc",
  hotineobliquemercatorvariantb: "omerc",
  hotineobliquemercatorazimuthnaturalorigin: "omerc",
  hotineobliquemercatorvarianta: "omerc",
  hotineobliquemercator: "omerc",
  rectifiedskeworthomorphicnaturalorigin: "omerc",
  rectifiedskeworthomorphiccenter: "omerc",
  swissobliquecylindrical: "somerc",
  cassinisoldner: "cass",
  cassini: "cass",
  krovak: "krovak",
  krovaknorthorientated: "krovak",
  polyconic: "poly",
  americanpolyconic: "poly",
  newzealandmapgrid: "nzmg",
  equidistantcylindrical: "eqc",
  platecarree: "eqc",
  equirectangular: "eqc",
  cylindricalequalarea: "cea",
  lambertcylindricalequalarea: "cea",
  behrmann: "cea",
  equidistantconic: "eqdc",
  azimuthalequidistant: "aeqd",
  bonne: "bonne",
  mollweide: "moll",
  robinson: "robin",
  millercylindrical: "mill",
  sinusoidal: "sinu",
  equalearth: "eqearth",
};

/** A projected CRS's numbers, in degrees and metres. */
interface Shape {
  readonly method: string;
  readonly longitude: number;
  readonly east: number;
  readonly north: number;
  /** Latitudes, scales and angles that are not what is taken for granted. */
  readonly others: readonly number[];
}

function projectedId(element: WktElement): CrsId | undefined {
  const geographic = childOf(element, "GEOGCS", "BASEGEOGCRS", "BASEGEODCRS");
  if (geographic === undefined) return undefined;
  const shape = shapeOf(element);
  const frame = frameOf(geographic);
  const unit = lengthIn(element);
  const found: CrsRow[] = [];
  for (const row of listRows()) {
    if (row.geographic || !near(row.unitSize, unit, 1e-6 * unit)) continue;
    const isKnown = frame !== undefined && /^\d+$/.test(row.frame.code);
    const hasFrame = isKnown ? `EPSG:${row.frame.code}` === frame : hasEllipsoid(row, geographic);
    if (hasFrame && isShape(rowShape(row), shape)) found.push(row);
  }
  const named = frame === undefined ? found.filter(({ name }) => plain(name) === plain(nameOf(element))) : found;
  const best = named.toSorted((a, b) => likeness(b.name, element) - likeness(a.name, element))[0];
  return best && findCrsId(best.id);
}

function words(text: string): string[] {
  return text.toLowerCase().match(/[a-z]+|\d+/g) ?? [];
}

/** Several codes may stand for one projection: the one whose name shares the most words. */
function likeness(name: string, element: WktElement): number {
  const wanted = new Set(words(nameOf(element)));
  const own = [...new Set(words(name))];
  return own.filter((word) => wanted.has(word)).length - own.length / 100;
}

function shapeOf(element: WktElement): Shape {
  const conversion = childOf(element, "CONVERSION") ?? element;
  const method = isWebMercator(element)
    ? "webmerc"
    : (METHOD_NAMES[plain(nameOf(childOf(conversion, "PROJECTION", "METHOD")))] ?? "none");
  const degrees = degreesIn(childOf(element, "GEOGCS", "BASEGEOGCRS", "BASEGEODCRS"), "UNIT");
  const metres = lengthIn(element);
  let [longitude, east, north] = [0, 0, 0];
  const others: number[] = [];
  for (const parameter of childrenOf(conversion, "PARAMETER")) {
    const [name, value] = parameter.values;
    const turn = childOf(parameter, "ANGLEUNIT") === undefined ? degrees : degreesIn(parameter, "ANGLEUNIT");
    if (typeof name !== "string" || typeof value !== "number") continue;
    const key = plain(name);
    if (/^(?:falseeasting|eastingat|falseeastingat)/.test(key) || key.startsWith("eastingat")) east = value * metres;
    else if (key.startsWith("falsenorthing") || key.startsWith("northingat")) north = value * metres;
    else if (/^(?:centralmeridian|longitudeof|longitudeofnaturalorigin)/.test(key)) longitude = value * turn;
    else others.push(/scale/.test(key) ? value : value * turn);
  }
  return { method, longitude, east, north, others };
}

/** WKT 1 has no word for the method: GDAL adds the proj string. */
export function isWebMercator(element: WktElement): boolean {
  return childrenOf(element, "EXTENSION").some(
    ({ values: [, text] }) => typeof text === "string" && text.includes("+b=6378137"),
  );
}

/** How many degrees the unit of angles has that an element states; the degree where it states none. */
function degreesIn(element: WktElement | undefined, keyword: string): number {
  const degree = Math.PI / 180;
  const size = element === undefined ? degree : angleIn(element, keyword);
  // the digits that are written are not all there are
  return near(size, degree, 1e-9) ? 1 : size / degree;
}

/** The unit of angles that an element states, in radians; the degree where it states none. */
export function angleIn(element: WktElement, ...keywords: readonly string[]): number {
  const [, size] = childOf(element, ...keywords)?.values ?? [];
  return typeof size === "number" ? size : Math.PI / 180;
}

/** UTM and the Swiss projection are kinds of others. */
function rowShape({ projection }: CrsRow): Shape {
  const parameters = new Map(
    projection.split(" ").map((part) => {
      const [key = "", value = ""] = part.slice(1).split("=");
      return [key, value] as const;
    }),
  );
  const number = (key: string): number => Number(parameters.get(key) ?? 0);
  const method = parameters.get("proj") ?? "";
  if (method === "utm") {
    const north = parameters.has("south") ? 10_000_000 : 0;
    return { method: "tmerc", longitude: 6 * number("zone") - 183, east: 500_000, north, others: [0.9996] };
  }
  const others = ["lat_0", "lat_1", "lat_2", "lat_ts", "k", "k_0", "alpha", "gamma"].flatMap((key) =>
    parameters.has(key) ? [number(key)] : [],
  );
  return { method, longitude: number("lon_0") || number("lonc"), east: number("x_0"), north: number("y_0"), others };
}

function isShape(own: Shape, given: Shape): boolean {
  if (own.method !== given.method && !(own.method === "somerc" && given.method === "omerc")) return false;
  const isPlace =
    near(own.longitude, given.longitude, 1e-7) &&
    near(own.east, given.east, 0.002) &&
    near(own.north, given.north, 0.002);
  return isPlace && covers(given.others, own.others) && covers(own.others, given.others);
}

/** Whether all numbers of the second that say something are among the first. */
function covers(numbers: readonly number[], wanted: readonly number[]): boolean {
  return wanted.every((value) => GRANTED.has(value) || numbers.some((each) => near(each, value, 1e-7)));
}

/** What is left out, or written though it says nothing: also Krovak's own latitude and turn, and Esri's. */
const GRANTED = new Set([0, 1, -1, 90, -90, 78.5]);

/** The unit of lengths that an element states, in metres; the metre where it states none. */
export function lengthIn(element: WktElement): number {
  const direct = childOf(element, "UNIT", "LENGTHUNIT");
  const axis = childOf(element, "AXIS");
  const cs = childOf(element, "CS");
  const found = direct ?? (axis && childOf(axis, "LENGTHUNIT", "UNIT")) ?? (cs && childOf(cs, "LENGTHUNIT", "UNIT"));
  const [, size] = found?.values ?? [];
  return typeof size === "number" ? size : 1;
}

export function plain(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9+]/g, "");
}
