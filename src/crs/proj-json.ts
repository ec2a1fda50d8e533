import type { WktElement } from "./wkt-tree.ts";

type Json = Readonly<Record<string, unknown>>;

const KEYWORDS: Readonly<Record<string, string>> = {
  ProjectedCRS: "PROJCRS",
  DerivedProjectedCRS: "PROJCRS",
  GeographicCRS: "GEOGCRS",
  GeodeticCRS: "GEODCRS",
  CompoundCRS: "COMPOUNDCRS",
  BoundCRS: "BOUNDCRS",
};

/** A CRS in PROJJSON as the elements that WKT 2 would have of it; undefined for what is none. */
export function elementOfProjJson(json: unknown): WktElement | undefined {
  const { type, ...about } = asJson(json);
  const keyword = typeof type === "string" ? KEYWORDS[type] : undefined;
  return keyword === undefined ? undefined : crsElement(keyword, about);
}

/** None or one. */
function inner(value: unknown): readonly WktElement[] {
  return [elementOfProjJson(value)].filter((each) => each !== undefined);
}

function crsElement(keyword: string, about: Json): WktElement {
  const members = listOf(about["components"]).flatMap(inner);
  const [source] = inner(about["source_crs"]);
  const base = asJson(about["base_crs"]);
  const values = [
    textOf(about["name"]),
    ...members,
    ...(source === undefined ? [] : [element("SOURCECRS", source)]),
    ...(about["base_crs"] === undefined ? [] : [crsElement("BASEGEOGCRS", base)]),
    ...datumOf(about),
    ...meridianOf(about),
    ...(about["conversion"] === undefined ? [] : [conversionOf(asJson(about["conversion"]), "CONVERSION")]),
    ...(about["transformation"] === undefined
      ? []
      : [conversionOf(asJson(about["transformation"]), "ABRIDGEDTRANSFORMATION")]),
    ...axesOf(about),
    ...unitOf(listOf(asJson(about["coordinate_system"])["axis"])[0], keyword === "PROJCRS"),
    ...idOf(about["id"]),
  ];
  return element(keyword, ...values);
}

function datumOf(about: Json): WktElement[] {
  const datum = asJson(about["datum"] ?? about["datum_ensemble"]);
  const ellipsoid = asJson(datum["ellipsoid"]);
  const a = numberOf(ellipsoid["semi_major_axis"] ?? ellipsoid["radius"]);
  if (a === undefined) return [];
  const b = numberOf(ellipsoid["semi_minor_axis"]);
  const rf = numberOf(ellipsoid["inverse_flattening"]) ?? (b === undefined || a === b ? 0 : a / (a - b));
  return [element("DATUM", textOf(datum["name"]), element("ELLIPSOID", textOf(ellipsoid["name"]), a, rf))];
}

/** It may be a number of degrees, or one with its unit. */
function meridianOf(about: Json): WktElement[] {
  const datum = asJson(about["datum"] ?? about["datum_ensemble"]);
  const { name, longitude } = asJson(datum["prime_meridian"]);
  const size = numberOf(asJson(asJson(longitude)["unit"])["conversion_factor"]) ?? Math.PI / 180;
  const value = numberOf(longitude) ?? numberOf(asJson(longitude)["value"]);
  return value === undefined ? [] : [element("PRIMEM", textOf(name), value, element("ANGLEUNIT", "", size))];
}

function axesOf(about: Json): WktElement[] {
  return listOf(asJson(about["coordinate_system"])["axis"]).map((axis) => {
    const { name, direction } = asJson(axis);
    return element("AXIS", textOf(name), textOf(direction));
  });
}

function conversionOf(conversion: Json, keyword: string): WktElement {
  const parameters = listOf(conversion["parameters"]).map((each) => {
    const { name, value, unit } = asJson(each);
    const size = typeof unit === "object" && unit !== null ? numberOf(asJson(unit)["conversion_factor"]) : undefined;
    const [kind] = UNITS.find(([, type]) => type === asJson(unit)["type"]) ?? [];
    const own =
      size === undefined || kind === undefined ? shortUnit(unit) : [element(kind, textOf(asJson(unit)["name"]), size)];
    return element("PARAMETER", textOf(name), numberOf(value) ?? 0, ...own);
  });
  const method = element("METHOD", textOf(asJson(conversion["method"])["name"]));
  return element(keyword, textOf(conversion["name"]), method, ...parameters);
}

const UNITS: readonly (readonly [keyword: string, type: string])[] = [
  ["ANGLEUNIT", "AngularUnit"],
  ["LENGTHUNIT", "LinearUnit"],
];

/** Metres and degrees have names, whatever the unit of the CRS. */
function shortUnit(unit: unknown): WktElement[] {
  if (unit === "metre") return [element("LENGTHUNIT", "metre", 1)];
  return unit === "degree" ? [element("ANGLEUNIT", "degree", Math.PI / 180)] : [];
}

/** Of the first axis; PROJJSON has words for metres and degrees. */
function unitOf(axis: unknown, isProjected: boolean): WktElement[] {
  const { unit } = asJson(axis);
  const size = numberOf(asJson(unit)["conversion_factor"]);
  if (size === undefined) return shortUnit(unit);
  return [element(isProjected ? "LENGTHUNIT" : "ANGLEUNIT", textOf(asJson(unit)["name"]), size)];
}

function idOf(id: unknown): WktElement[] {
  const { authority, code } = asJson(id);
  if (typeof authority !== "string" || (typeof code !== "string" && typeof code !== "number")) return [];
  return [element("ID", authority, code)];
}

function element(keyword: string, ...values: readonly (string | number | WktElement)[]): WktElement {
  return { keyword, values };
}

function asJson(value: unknown): Json {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Json) : {};
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function numberOf(value: unknown): number | undefined {
  return typeof value === "number" && Number.isFinite(value) ? value : undefined;
}
