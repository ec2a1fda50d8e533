import { type CustomCrs, parseCustom } from "./custom-crs.ts";
import { projJsonOf } from "./definition.ts";
import type { CrsId } from "./crs-id.ts";

/** A parameter: in a proj string, in Esri's WKT, in EPSG's words. */
type Names = readonly (readonly [key: string, esri: string, epsg: string])[];

interface Method {
  readonly esri: string;
  readonly epsg: string;
  readonly parameters: Names;
}

const [ORIGIN_LAT, ORIGIN_LON] = [
  ["lat_0", "Latitude_Of_Origin", "Latitude of natural origin"],
  ["lon_0", "Central_Meridian", "Longitude of natural origin"],
] as const;
const SCALE = ["k", "Scale_Factor", "Scale factor at natural origin"] as const;
const FALSE_ORIGIN: Names = [
  ["x_0", "False_Easting", "False easting"],
  ["y_0", "False_Northing", "False northing"],
];
const AT_FALSE_ORIGIN: Names = [
  ["x_0", "False_Easting", "Easting at false origin"],
  ["y_0", "False_Northing", "Northing at false origin"],
  ["lat_0", "Latitude_Of_Origin", "Latitude of false origin"],
  ["lon_0", "Central_Meridian", "Longitude of false origin"],
];
const PARALLELS: Names = [
  ["lat_1", "Standard_Parallel_1", "Latitude of 1st standard parallel"],
  ["lat_2", "Standard_Parallel_2", "Latitude of 2nd standard parallel"],
];
const STANDARD = ["lat_ts", "Standard_Parallel_1", "Latitude of 1st standard parallel"] as const;

const POLAR_STANDARD = ["lat_ts", "Standard_Parallel_1", "Latitude of standard parallel"] as const;
const CENTRE: Names = [
  ["lat_0", "Latitude_Of_Center", "Latitude of projection centre"],
  ["lonc", "Longitude_Of_Center", "Longitude of projection centre"],
  ["alpha", "Azimuth", "Azimuth at projection centre"],
  ["gamma", "Rectified_Grid_Angle", "Angle from Rectified to Skew Grid"],
  ["k", "Scale_Factor", "Scale factor at projection centre"],
];
const AT_CENTRE: Names = [
  ["x_0", "False_Easting", "Easting at projection centre"],
  ["y_0", "False_Northing", "Northing at projection centre"],
];

function method(esri: string, epsg: string, ...parameters: Names): Method {
  return { esri, epsg, parameters: [...parameters, ...FALSE_ORIGIN] };
}

/** By what a proj string calls them; those of more than one method by what they have. */
const METHODS: Readonly<Record<string, Method>> = {
  tmerc: method("Transverse_Mercator", "Transverse Mercator", ORIGIN_LAT, ORIGIN_LON, SCALE),
  merc: method("Mercator", "Mercator (variant B)", ORIGIN_LON, STANDARD),
  mercScaled: method("Mercator_1SP", "Mercator (variant A)", ORIGIN_LON, SCALE),
  lcc: {
    esri: "Lambert_Conformal_Conic",
    epsg: "Lambert Conic Conformal (2SP)",
    parameters: [...AT_FALSE_ORIGIN, ...PARALLELS],
  },
  lccOne: method("Lambert_Conformal_Conic_1SP", "Lambert Conic Conformal (1SP)", ORIGIN_LAT, ORIGIN_LON, SCALE),
  sterea: method("Oblique_Stereographic", "Oblique Stereographic", ORIGIN_LAT, ORIGIN_LON, SCALE),
  stere: method("Polar_Stereographic", "Polar Stereographic (variant A)", ORIGIN_LAT, ORIGIN_LON, SCALE),
  stereNorth: method("Stereographic_North_Pole", "Polar Stereographic (variant B)", ORIGIN_LON, POLAR_STANDARD),
  stereSouth: method("Stereographic_South_Pole", "Polar Stereographic (variant B)", ORIGIN_LON, POLAR_STANDARD),
  omerc: {
    esri: "Hotine_Oblique_Mercator_Azimuth_Center",
    epsg: "Hotine Oblique Mercator (variant B)",
    parameters: [...CENTRE, ...AT_CENTRE],
  },
  omercOrigin: method("Hotine_Oblique_Mercator", "Hotine Oblique Mercator (variant A)", ...CENTRE),
  bonne: method("Bonne", "Bonne", ["lat_1", "Standard_Parallel_1", "Latitude of natural origin"], ORIGIN_LON),
  cass: method("Cassini_Soldner", "Cassini-Soldner", ORIGIN_LAT, ORIGIN_LON),
  laea: method("Lambert_Azimuthal_Equal_Area", "Lambert Azimuthal Equal Area", ORIGIN_LAT, ORIGIN_LON),
  aea: { esri: "Albers", epsg: "Albers Equal Area", parameters: [...AT_FALSE_ORIGIN, ...PARALLELS] },
  poly: method("Polyconic", "American Polyconic", ORIGIN_LAT, ORIGIN_LON),
  eqdc: { esri: "Equidistant_Conic", epsg: "Equidistant Conic", parameters: [...AT_FALSE_ORIGIN, ...PARALLELS] },
  aeqd: method("Azimuthal_Equidistant", "Azimuthal Equidistant", ORIGIN_LAT, ORIGIN_LON),
  cea: method("Cylindrical_Equal_Area", "Lambert Cylindrical Equal Area", ORIGIN_LON, STANDARD),
  moll: method("Mollweide", "Mollweide", ORIGIN_LON),
  robin: method("Robinson", "Robinson", ORIGIN_LON),
  mill: method("Miller_Cylindrical", "Miller Cylindrical", ORIGIN_LON),
  sinu: method("Sinusoidal", "Sinusoidal", ORIGIN_LON),
  eqearth: method("Equal_Earth", "Equal Earth", ORIGIN_LON),
};

/** Undefined where other software has no word for it. */
function methodOf({ projection, numbers }: CustomCrs): Method | undefined {
  const given = (key: string): number => Number(numbers.get(key) ?? (key === "k" ? 1 : 0));
  if (projection === "lcc") {
    if (!numbers.has("lat_2")) return given("lat_1") === given("lat_0") ? METHODS["lccOne"] : undefined;
    return given("k") === 1 ? METHODS["lcc"] : undefined;
  }
  if (projection === "merc") return numbers.has("lat_ts") && given("k") === 1 ? METHODS["merc"] : METHODS["mercScaled"];
  if (projection === "omerc" && numbers.has("no_uoff")) return METHODS["omercOrigin"];
  if (projection === "stere" && Math.abs(given("lat_0")) !== 90) return undefined;
  if (projection === "stere" && numbers.has("lat_ts")) return METHODS[given("lat_0") > 0 ? "stereNorth" : "stereSouth"];
  return METHODS[projection];
}

/** WKT 1 of a CRS without a code, as .prj files have it; undefined where it has no words for it. */
export function customWktOf(id: string): string | undefined {
  const crs = parseCustom(id)!;
  const found = methodOf(crs);
  const isLonLat = crs.projection === "longlat";
  if ((!isLonLat && found === undefined) || crs.axis !== undefined) return undefined;
  const unit = isLonLat ? crs.unit[1] : Math.PI / 180;
  const base = geogcs(crs, isLonLat ? titleOf(crs) : undefined, unit);
  if (isLonLat || found === undefined) return base;
  const parameters = found.parameters.map(([key, name]) => `,PARAMETER["${name}",${valueOf(crs, key)}]`);
  const size = crs.unit[1];
  return `PROJCS[${quoted(titleOf(crs))},${base},PROJECTION["${found.esri}"]${parameters.join("")},UNIT[${quoted(crs.unit[0])},${size}]]`;
}

function geogcs(crs: CustomCrs, title: string | undefined, unit: number): string {
  const { ellipsoid, meridian, shift, frame } = crs;
  const { name, datum } = frame === undefined ? UNKNOWN : namesOf(frame);
  const moved = shift === undefined ? "" : `,TOWGS84[${[...shift, 0, 0, 0, 0].slice(0, 7).join(",")}]`;
  const spheroid = `SPHEROID["${datum.ellipsoid}",${ellipsoid.join(",")}]`;
  const prime = `PRIMEM["${meridian === 0 ? "Greenwich" : "of its own"}",${meridian}]`;
  return `GEOGCS[${quoted(title ?? name)},DATUM[${quoted(datum.name)},${spheroid}${moved}],${prime},UNIT["degree",${unit}]]`;
}

interface FrameNames {
  readonly name: string;
  readonly datum: { readonly name: string; readonly ellipsoid: string };
}

const UNKNOWN: FrameNames = { name: "unknown", datum: { name: "unknown", ellipsoid: "unknown" } };

function namesOf(frame: string): FrameNames {
  const { name, datum, datum_ensemble: ensemble } = projJsonOf(`EPSG:${frame}` as CrsId);
  const own = (datum ?? ensemble) as { readonly name: string; readonly ellipsoid: { readonly name: string } };
  return { name: name as string, datum: { name: own.name, ellipsoid: own.ellipsoid.name } };
}

/** Lengths are in the unit of the CRS, as texts have them. */
function valueOf({ numbers, unit: [, size] }: CustomCrs, key: string): number {
  const value = Number(numbers.get(key) ?? (key === "k" ? 1 : 0));
  return key === "x_0" || key === "y_0" ? value / size : value;
}

function titleOf({ title }: CustomCrs): string {
  return title ?? "unknown";
}

function quoted(text: string): string {
  return `"${text.replaceAll('"', '""')}"`;
}

/** PROJJSON of a CRS without a code; undefined where it has no words for it. */
export function customProjJsonOf(id: string): Readonly<Record<string, unknown>> | undefined {
  const crs = parseCustom(id)!;
  const found = methodOf(crs);
  if (crs.axis !== undefined || (crs.projection !== "longlat" && found === undefined)) return undefined;
  const own = found === undefined ? geographicJson(crs) : projectedJson(crs, found);
  if (crs.shift === undefined) return own;
  return {
    ...SCHEMA,
    type: "BoundCRS",
    source_crs: own,
    target_crs: projJsonOf("EPSG:4326" as CrsId),
    transformation: shiftJson(crs.shift),
  };
}

const SCHEMA = { $schema: "https://proj.org/schemas/v0.7/projjson.schema.json" };

function geographicJson(crs: CustomCrs, title = titleOf(crs)): Readonly<Record<string, unknown>> {
  const unit =
    crs.projection === "longlat" && crs.unit[0] !== "degree"
      ? { type: "AngularUnit", name: crs.unit[0], conversion_factor: crs.unit[1] }
      : "degree";
  const axis = (name: string, abbreviation: string, direction: string): object => ({
    name,
    abbreviation,
    direction,
    unit,
  });
  return {
    ...SCHEMA,
    type: "GeographicCRS",
    name: title,
    ...datumJson(crs),
    coordinate_system: {
      subtype: "ellipsoidal",
      axis: [axis("Longitude", "lon", "east"), axis("Latitude", "lat", "north")],
    },
  };
}

function datumJson({ frame, ellipsoid: [a, rf], meridian }: CustomCrs): object {
  if (frame !== undefined) {
    const { datum, datum_ensemble: ensemble } = projJsonOf(`EPSG:${frame}` as CrsId);
    return datum === undefined ? { datum_ensemble: ensemble } : { datum };
  }
  const ellipsoid =
    rf === 0 ? { name: "unknown", radius: a } : { name: "unknown", semi_major_axis: a, inverse_flattening: rf };
  const prime = meridian === 0 ? {} : { prime_meridian: { name: "unknown", longitude: meridian } };
  return { datum: { type: "GeodeticReferenceFrame", name: "unknown", ellipsoid, ...prime } };
}

function projectedJson(crs: CustomCrs, { epsg, parameters }: Method): Readonly<Record<string, unknown>> {
  const [name, size] = crs.unit;
  const length = size === 1 ? "metre" : { type: "LinearUnit", name, conversion_factor: size };
  const unitOf = (key: string): unknown => (key === "k" ? "unity" : key === "x_0" || key === "y_0" ? length : "degree");
  const axis = (word: string, abbreviation: string, direction: string): object => ({
    name: word,
    abbreviation,
    direction,
    unit: length,
  });
  const { $schema: _, coordinate_system: system, ...base } = geographicJson(crs, "unknown");
  return {
    ...SCHEMA,
    type: "ProjectedCRS",
    name: titleOf(crs),
    base_crs: { ...base, coordinate_system: system },
    conversion: {
      name: "unknown",
      method: { name: epsg },
      parameters: parameters.map(([key, , word]) => ({ name: word, value: valueOf(crs, key), unit: unitOf(key) })),
    },
    coordinate_system: {
      subtype: "Cartesian",
      axis: [axis("Easting", "E", "east"), axis("Northing", "N", "north")],
    },
  };
}

const TRANSLATIONS = ["X-axis translation", "Y-axis translation", "Z-axis translation"];
const ROTATIONS = ["X-axis rotation", "Y-axis rotation", "Z-axis rotation"];

function shiftJson(shift: readonly number[]): object {
  const [x = 0, y = 0, z = 0, ...turn] = shift;
  const [rx = 0, ry = 0, rz = 0, ppm = 0] = turn;
  const isTurned = turn.length > 0;
  const arc = { type: "AngularUnit", name: "arc-second", conversion_factor: Math.PI / 180 / 3600 };
  const perMillion = { type: "ScaleUnit", name: "parts per million", conversion_factor: 1e-6 };
  const parameters = [
    ...[x, y, z].map((value, i) => ({ name: TRANSLATIONS[i], value, unit: "metre" })),
    ...(isTurned ? [rx, ry, rz].map((value, i) => ({ name: ROTATIONS[i], value, unit: arc })) : []),
    ...(isTurned ? [{ name: "Scale difference", value: ppm, unit: perMillion }] : []),
  ];
  const name = isTurned ? "Position Vector transformation (geog2D domain)" : "Geocentric translations (geog2D domain)";
  return { name: "to WGS 84", method: { name }, parameters };
}
