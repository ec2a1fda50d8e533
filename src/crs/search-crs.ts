import { findRow, listCrs } from "./crs-rows.ts";

export interface FoundCrs {
  readonly id: string;
  readonly name: string;
}

/** What people look for most; shown where nothing is typed yet, and first among what is found. */
const WELL_KNOWN = [
  "EPSG:4326",
  "EPSG:3857",
  "EPSG:3035",
  "EPSG:4258",
  "EPSG:25832",
  "EPSG:2154",
  "EPSG:27700",
  "ESRI:54009",
];

/**
 * The CRSs that a code or name typed so far may mean, likely ones first: "32" and "EPSG:32" are the start of a code,
 * "lambert" and "utm 33n" are words of a name.
 */
export function searchCrs(typed: string, most = 300): readonly FoundCrs[] {
  const wanted = typed.trim().toLowerCase();
  if ("epsg:".startsWith(wanted))
    return WELL_KNOWN.flatMap((id) => findRow(id) ?? []).map(({ id, name }) => ({ id, name }));
  const [, authority = "", digits] = /^(?:(epsg|esri):)?(\d*)$/.exec(wanted) ?? [];
  const found = digits === undefined ? byName(wanted) : byCode(authority, digits);
  return found.slice(0, most);
}

function byCode(authority: string, digits: string): FoundCrs[] {
  const codes = [...listCrs()].filter(({ id }) => {
    const [owner = "", code = ""] = id.toLowerCase().split(":");
    return code.startsWith(digits) && owner.startsWith(authority);
  });
  return sorted(codes, ({ id }) => Number(id.slice(id.indexOf(":") + 1)));
}

/** Names that begin with the words come before those that only have them somewhere; then short ones, then WGS 84's. */
function byName(wanted: string): FoundCrs[] {
  const words = wanted.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== "");
  if (words.length === 0) return [];
  const hits = [...listCrs()].filter(({ name }) => {
    const own = name.toLowerCase();
    return words.every((word) => own.includes(word));
  });
  return sorted(hits, ({ name }) => {
    const own = name.toLowerCase();
    const whole = own.startsWith(wanted) ? 0 : own.startsWith("wgs 84") ? 1000 : 2000;
    return whole + name.length;
  });
}

function sorted(found: FoundCrs[], cost: (crs: FoundCrs) => number): FoundCrs[] {
  const rank = ({ id }: FoundCrs): number => (WELL_KNOWN.includes(id) ? 0 : 1);
  return found.toSorted((a, b) => rank(a) - rank(b) || cost(a) - cost(b) || (a.id < b.id ? -1 : 1));
}
