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
    ...(about["conversion"] === undefined ? [] : [conversionOf(asJson(about["conversion"]))]),
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

function conversionOf(conversion: Json): WktElement {
  const parameters = listOf(conversion["parameters"]).map((each) => {
    const { name, value, unit } = asJson(each);
    const size = typeof unit === "object" && unit !== null ? numberOf(asJson(unit)["conversion_factor"]) : undefined;
    const isTurn = size !== undefined && asJson(unit)["type"] === "AngularUnit";
    const turn = isTurn ? [element("ANGLEUNIT", textOf(asJson(unit)["name"]), size)] : [];
    return element("PARAMETER", textOf(name), numberOf(value) ?? 0, ...turn);
  });
  const method = element("METHOD", textOf(asJson(conversion["method"])["name"]));
  return element("CONVERSION", textOf(conversion["name"]), method, ...parameters);
}

/** Of the first axis; PROJJSON has words for metres and degrees. */
function unitOf(axis: unknown, isProjected: boolean): WktElement[] {
  const { unit } = asJson(axis);
  const size = numberOf(asJson(unit)["conversion_factor"]);
  return size === undefined || !isProjected ? [] : [element("LENGTHUNIT", textOf(asJson(unit)["name"]), size)];
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
