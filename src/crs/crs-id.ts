import { SpatialError } from "../errors.ts";
import { aliasOf } from "./code-aliases.ts";
import { findRow, listCrs } from "./crs-rows.ts";
import { isCustom } from "./custom-crs.ts";

declare const crsId: unique symbol;

/** An authority code we know, such as "EPSG:3857", or the text of a CRS without one (custom-crs.ts). Made only by parseCrsId. */
export type CrsId = string & { readonly [crsId]: true };

/** Names for longitude and latitude on WGS 84; coordinates are always longitude first here, so these are one CRS. */
const WGS84 = new Set(["WGS84", "WGS 84", "CRS84", "OGC:CRS84", "CRS:84", "OGC:1.3:CRS84", "OGC:WGS84"]);

/** With its authority, which Google's own code had too, and perhaps a vertical CRS behind it. */
const CODE = /^(?:(EPSG|ESRI|GOOGLE):(?:[\d.]+:)?)?(\d{1,7})(?:\+(?:EPSG:)?\d+)?$/;

/**
 * Reads "EPSG:3857", "epsg:3857", "3857", Esri's codes ("102100"), the horizontal part of "EPSG:4979" or "EPSG:4326+5773", "OGC:CRS84", "WGS84", OGC URNs and URLs, and exact names such as
 * "WGS 84 / UTM zone 33N".
 * @throws SpatialError UNKNOWN_CRS, naming near codes.
 */
export function parseCrsId(text: string): CrsId {
  const found = findCrsId(text);
  if (found !== undefined) return found;
  const { plain, upper, authority, code } = readCode(text);
  const [, digits] = /^[A-Z]+:(\d{1,7})$/.exec(upper) ?? []; // ESPG:4326
  const near =
    code === undefined && digits === undefined ? nearNames(plain) : nearCodes(`${authority}:${code ?? digits}`);
  const advice = near.length > 0 ? `Did you mean ${near.join(" or ")}?` : "See epsg.org for codes.";
  throw new SpatialError(
    "UNKNOWN_CRS",
    `"${text}" is not a coordinate reference system mapcell knows; expected a code such as "EPSG:4326". ${advice}`,
  );
}

/** As parseCrsId, but undefined for what is none: to look for near ones takes seconds. */
export function findCrsId(text: string): CrsId | undefined {
  if (isCustom(text)) return findRow(text) && (text as CrsId);
  const { plain, upper, authority, code } = readCode(text);
  if (WGS84.has(upper) || WGS84.has(plain.toUpperCase())) return "EPSG:4326" as CrsId;
  const id = code === undefined ? idOfName(plain) : idOfCode(authority, Number(code));
  return id !== undefined && findRow(id) ? (id as CrsId) : undefined;
}

function readCode(text: string): {
  readonly plain: string;
  readonly upper: string;
  readonly authority: string;
  readonly code: string | undefined;
} {
  const plain = text
    .trim()
    .replace(/^urn:(?:x-)?ogc:def:crs:/i, "")
    .replace(/^https?:\/\/www\.opengis\.net\/def\/crs\//i, "")
    .replaceAll("/0/", ":")
    .replace(/::+/, ":");
  const upper = plain.replaceAll("/", ":").toUpperCase();
  const [, authority = "EPSG", code] = CODE.exec(upper) ?? [];
  return { plain, upper, authority, code };
}

/** Esri's codes are often given as EPSG's; heights are left out. */
function idOfCode(authority: string, code: number): string {
  const id = `${authority}:${code}`;
  const alias = aliasOf(code)?.id;
  if (alias !== undefined) return alias;
  const esri = `ESRI:${code}`;
  return findRow(id) === undefined && findRow(esri) !== undefined ? esri : id;
}

function idOfName(name: string): string | undefined {
  const wanted = name.toLowerCase();
  if (!/[a-z]/.test(wanted)) return undefined;
  for (const crs of listCrs()) if (crs.name.toLowerCase() === wanted) return crs.id;
  return undefined;
}

/** CRSs whose name has every word of the text: "utm 33n" finds "WGS 84 / UTM zone 33N", and so does "umt 33n". */
function nearNames(text: string): string[] {
  const typed = text.toLowerCase().match(/[a-z0-9]+/g) ?? [];
  if (typed.length === 0) return [];
  const words = typed.map(wordOfNames);
  const hits: { id: string; name: string }[] = [];
  for (const crs of listCrs()) {
    const own = crs.name.toLowerCase();
    if (words.every((word) => own.includes(word))) hits.push(crs);
  }
  return best(hits, (crs) => (crs.name.startsWith("WGS 84") ? 0 : 1000) + crs.name.length);
}

/** The word itself if some name has it, else one of a name's that differs by a slip. */
function wordOfNames(typed: string): string {
  let near = typed;
  for (const { name } of listCrs()) {
    const own = name.toLowerCase();
    if (own.includes(typed)) return typed;
    if (near === typed) near = own.match(/[a-z0-9]+/g)?.find((word) => slips(typed, word) <= 2) ?? typed;
  }
  return near;
}

/** Codes with two digits swapped, one changed, one missing or one too many; swaps and well-known ones first. */
function nearCodes(id: string): string[] {
  const known = new Set(["EPSG:4326", "EPSG:3857", "EPSG:3035", "EPSG:25832", "EPSG:2154", "EPSG:27700", "EPSG:4258"]);
  const hits = [...listCrs()].filter((crs) => slips(id, crs.id) <= 2);
  return best(hits, (crs) => slips(id, crs.id) * 10 - (known.has(crs.id) ? 15 : 0));
}

function best(hits: { id: string; name: string }[], cost: (crs: { id: string; name: string }) => number): string[] {
  const sorted = hits.toSorted((a, b) => cost(a) - cost(b) || a.id.localeCompare(b.id));
  return sorted.slice(0, 3).map((crs) => `${crs.id} (${crs.name})`);
}

/** 0 equal, 1 two neighbouring characters swapped, 2 one character changed, added or left out, 3 more than that. */
function slips(a: string, b: string): number {
  if (a === b) return 0;
  if (Math.abs(a.length - b.length) > 1) return 3;
  let from = 0;
  while (a[from] === b[from]) from++;
  let back = 0;
  while (back < Math.min(a.length, b.length) - from && a.at(-1 - back) === b.at(-1 - back)) back++;
  const left = a.slice(from, a.length - back);
  const right = b.slice(from, b.length - back);
  if (left.length === 2 && right === `${left[1]}${left[0]}`) return 1;
  return Math.max(left.length, right.length) <= 1 ? 2 : 3;
}
