import type { CrsId } from "./crs-id.ts";
import { findCrsId } from "./crs-id.ts";
import { type CustomCrs, customId, METHODS } from "./custom-crs.ts";
import { angleIn, frameOf, isProjected, isWebMercator, lengthIn, METHOD_NAMES, plain } from "./recognise-crs.ts";
import { childOf, childrenOf, nameOf, type WktElement } from "./wkt-tree.ts";

/** By the letters of the names of parameters in WKT 1, Esri's and WKT 2. */
const ROLES: readonly (readonly [pattern: RegExp, role: string])[] = [
  [/^(?:falseeasting|eastingat)/, "x_0"],
  [/^(?:falsenorthing|northingat)/, "y_0"],
  [/^(?:centralmeridian|longitude|straightverticallongitude)/, "lon_0"],
  [/^(?:standardparallel2|latitudeof2nd)/, "lat_2"],
  [/^(?:standardparallel|latitudeof1st|latitudeofstandardparallel)/, "lat_1"],
  [/^latitude/, "lat_0"],
  [/^scalefactor/, "k"],
  [/^azimuth/, "alpha"],
  [/^(?:rectifiedgridangle|xyplanerotation|anglefromrectified)/, "gamma"],
];
/** Whose numbers mean something else than their names say, or which no proj string has. */
const REFUSED = /southorientated|krovak|newzealandmapgrid|2points|twopoint/;

/** The CRS that a text without a code describes, made of what it says; undefined where we can't compute with it. */
export function customFromWkt(root: WktElement): CrsId | undefined {
  const bound = root.keyword === "BOUNDCRS" ? root : undefined;
  const source = bound && childOf(bound, "SOURCECRS");
  const inner = (source ?? root).values.find((value) => typeof value === "object");
  const isCompound = ["COMPD_CS", "COMPOUNDCRS"].includes(root.keyword);
  const element = source !== undefined || isCompound ? inner : root;
  if (element === undefined) return undefined;
  if (["BOUNDCRS", "COMPD_CS", "COMPOUNDCRS"].includes(element.keyword)) return customFromWkt(element);
  const crs = isProjected(element) ? projected(element) : geographic(element);
  if (crs === undefined) return undefined;
  const id = customId({ ...crs, shift: crs.shift ?? (bound && boundShift(bound)) });
  return id === undefined ? undefined : findCrsId(id);
}

function geographic(element: WktElement): CustomCrs | undefined {
  if (!["GEOGCS", "GEOGCRS", "GEODCRS", "GEOGRAPHICCRS"].includes(element.keyword)) return undefined;
  const datum = datumOf(element);
  const size = angleIn(element, "UNIT", "ANGLEUNIT");
  // one with a known datum and in degrees has a code, whatever it is called
  return (
    datum && { ...datum, projection: "longlat", numbers: new Map(), unit: ["degree", size], title: nameOf(element) }
  );
}

type Datum = Pick<CustomCrs, "ellipsoid" | "meridian" | "frame" | "shift">;

function datumOf(geographicElement: WktElement): Datum | undefined {
  const datum = childOf(geographicElement, "DATUM", "ENSEMBLE", "GEODETICDATUM", "TRF");
  const ellipsoid = datum && childOf(datum, "SPHEROID", "ELLIPSOID");
  const [, a, rf] = ellipsoid?.values ?? [];
  if (datum === undefined || typeof a !== "number" || typeof rf !== "number") return undefined;
  const frame = frameOf(geographicElement);
  return {
    ellipsoid: [a * lengthIn(ellipsoid!), rf],
    meridian: meridianOf(geographicElement),
    frame: frame?.startsWith("EPSG:") === true ? frame.slice(5) : undefined,
    shift: numbersOf(childOf(datum, "TOWGS84")),
  };
}

function meridianOf(element: WktElement): number {
  const meridian = childOf(element, "PRIMEM", "PRIMEMERIDIAN");
  const [, longitude] = meridian?.values ?? [];
  if (meridian === undefined || typeof longitude !== "number") return 0;
  const own = childOf(meridian, "ANGLEUNIT", "UNIT");
  const degrees =
    longitude * degreesIn(own === undefined ? angleIn(element, "UNIT") : angleIn(meridian, "ANGLEUNIT", "UNIT"));
  return Number(degrees.toPrecision(14));
}

function degreesIn(size: number): number {
  const degree = Math.PI / 180;
  // the digits that are written are not all there are
  return Math.abs(size - degree) < 1e-9 ? 1 : size / degree;
}

function numbersOf(element: WktElement | undefined): readonly number[] | undefined {
  const numbers = element?.values.filter((value) => typeof value === "number") ?? [];
  return numbers.length === 3 || numbers.length === 7 ? numbers : undefined;
}

function projected(element: WktElement): CustomCrs | undefined {
  const base = childOf(element, "GEOGCS", "BASEGEOGCRS", "BASEGEODCRS");
  const conversion = childOf(element, "CONVERSION") ?? element;
  const method = plain(nameOf(childOf(conversion, "PROJECTION", "METHOD")));
  const datum = base && datumOf(base);
  // on an ellipsoid, the sphere's formulas would be something else
  const isSphere = datum?.ellipsoid[1] === 0;
  const projection = METHOD_NAMES[isSphere ? method.replace(/spherical$/, "") : method];
  if (base === undefined || datum === undefined || projection === undefined || REFUSED.test(method)) return undefined;
  if (isWebMercator(element)) return undefined;
  const metres = lengthIn(element);
  const given = parametersOf(conversion, { degrees: degreesIn(angleIn(base, "UNIT", "ANGLEUNIT")), metres });
  const shape = given && shapeOf(projection, method, given);
  const unit = [nameOf(unitElement(element)), metres] as const;
  return shape && { ...datum, ...shape, unit, axis: axisOf(element), title: nameOf(element) };
}

function unitElement(element: WktElement): WktElement | undefined {
  return childOf(element, "UNIT", "LENGTHUNIT");
}

/** By role; undefined where one has a name that we don't know. */
function parametersOf(
  conversion: WktElement,
  { degrees, metres }: { readonly degrees: number; readonly metres: number },
): Map<string, number> | undefined {
  const given = new Map<string, number>();
  for (const parameter of childrenOf(conversion, "PARAMETER")) {
    const [name, value] = parameter.values;
    const [, role] = ROLES.find(([pattern]) => typeof name === "string" && pattern.test(plain(name))) ?? [];
    if (role === undefined || typeof value !== "number") return undefined;
    const isLength = role === "x_0" || role === "y_0";
    const own = childOf(parameter, "LENGTHUNIT", "ANGLEUNIT", "SCALEUNIT");
    const [, size] = own?.values ?? [];
    const turn = typeof size === "number" && !isLength ? degreesIn(size) : degrees;
    const length = typeof size === "number" ? size : metres;
    given.set(role, role === "k" ? value : value * (isLength ? length : turn));
  }
  return given;
}

type Shape = Pick<CustomCrs, "projection" | "numbers">;

/** The parameters as the proj string of the projection has them; undefined where the method has more than it. */
function shapeOf(projection: string, method: string, given: ReadonlyMap<string, number>): Shape | undefined {
  const numbers = new Map<string, number | true>(given);
  const rename = (from: string, to: string): void => {
    const value = numbers.get(from);
    numbers.delete(from);
    if (value !== undefined) numbers.set(to, value);
  };
  const drop = (name: string): void => {
    if (!METHODS.get(projection)?.has(name) && numbers.get(name) === (name === "k" ? 1 : 0)) numbers.delete(name);
  };
  if (projection === "stere") return polar(method, numbers);
  if (projection === "omerc") return oblique(method, numbers, rename);
  if (projection === "lcc" && !numbers.has("lat_1")) numbers.set("lat_1", numbers.get("lat_0") ?? 0);
  if (projection === "bonne" && !numbers.has("lat_1")) rename("lat_0", "lat_1");
  if (["merc", "cea", "eqc"].includes(projection)) rename("lat_1", "lat_ts");
  for (const name of ["k", "lat_0", "lat_1", "lat_2"]) drop(name);
  return { projection, numbers };
}

function polar(method: string, numbers: Map<string, number | true>): Shape {
  const standard = Number(numbers.get("lat_1") ?? numbers.get("lat_0") ?? 90);
  const isStandard = numbers.has("lat_1") || (method === "polarstereographic" && Math.abs(standard) !== 90);
  if (isStandard) {
    const isSouth = method === "stereographicsouthpole" || standard < 0;
    numbers.set("lat_ts", standard).set("lat_0", isSouth ? -90 : 90);
  }
  numbers.delete("lat_1");
  return { projection: "stere", numbers };
}

function oblique(
  method: string,
  numbers: Map<string, number | true>,
  rename: (from: string, to: string) => void,
): Shape {
  const [alpha, gamma] = [numbers.get("alpha"), numbers.get("gamma") ?? numbers.get("alpha")];
  const isSwiss = /swiss/.test(method) || (alpha === 90 && gamma === 90 && !isAtNaturalOrigin(method));
  if (isSwiss) {
    numbers.delete("alpha");
    numbers.delete("gamma");
    return { projection: "somerc", numbers };
  }
  rename("lon_0", "lonc");
  if (gamma !== undefined) numbers.set("gamma", gamma);
  if (isAtNaturalOrigin(method)) numbers.set("no_uoff", true);
  return { projection: "omerc", numbers };
}

/** Where the false easting counts from: the natural origin, not the centre. */
function isAtNaturalOrigin(method: string): boolean {
  return /naturalorigin|varianta$|^hotineobliquemercator$/.test(method);
}

/** Of the axes, in their order; x east and y north in either order are taken for x, y. */
function axisOf(element: WktElement): string | undefined {
  const directions = childrenOf(element, "AXIS").map(({ values: [, direction] }) =>
    typeof direction === "string" ? direction.toLowerCase()[0] : "",
  );
  const both = directions.slice(0, 2).join("");
  return /^(?:[ew][ns]|[ns][ew])$/.test(both) && both !== "en" && both !== "ne" ? both : undefined;
}

/** BOUNDCRS says its shift as the parameters of a transformation to WGS 84. */
function boundShift(bound: WktElement): readonly number[] | undefined {
  const transformation = childOf(bound, "ABRIDGEDTRANSFORMATION");
  const method = plain(nameOf(transformation && childOf(transformation, "METHOD")));
  if (transformation === undefined || !/geocentrictranslations|positionvector|coordinateframe/.test(method))
    return undefined;
  const values = childrenOf(transformation, "PARAMETER").map(({ values: [, value] }) => Number(value));
  const [x = 0, y = 0, z = 0, ...turn] = values;
  if (turn.length !== 4) return values.length === 3 ? values : undefined;
  const sign = method.includes("coordinateframe") ? -1 : 1;
  const [rx = 0, ry = 0, rz = 0, scale = 0] = turn;
  // the scale is written as 1.00001, in some texts as parts per million
  const ppm = Math.abs(scale - 1) < 0.01 ? (scale - 1) * 1e6 : scale;
  return [x, y, z, sign * rx, sign * ry, sign * rz, Number(ppm.toPrecision(12))];
}
