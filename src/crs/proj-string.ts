import type { CrsId } from "./crs-id.ts";
import { findCrsId } from "./crs-id.ts";
import type { CrsRow } from "./crs-row.ts";
import { listRows } from "./crs-rows.ts";

/** What PROJ means by its short names of datums. */
export const DATUMS: Readonly<Record<string, string>> = {
  WGS84: "4326",
  NAD83: "4269",
  NAD27: "4267",
  OSGB36: "4277",
  GGRS87: "4121",
};
const UNITS: Readonly<Record<string, number>> = { m: 1, ft: 0.3048, "us-ft": 1200 / 3937, km: 1000 };
/** What says nothing of the projection. */
const OTHERS = new Set([
  "datum",
  "units",
  "no_defs",
  "type",
  "ellps",
  "towgs84",
  "wktext",
  "vunits",
  "to_meter",
  "over",
]);

/** The CRS of our table that a proj string with a datum stands for, or one with +init; undefined where there is none. */
export function idOfProjString(text: string): CrsId | undefined {
  const given = parametersOf(text);
  const init = given.get("init");
  if (init !== undefined) return findCrsId(init);
  const frame = DATUMS[given.get("datum") ?? ""];
  if (frame === undefined) return undefined;
  const isLonLat = ["longlat", "latlong", "latlon", "lonlat"].includes(given.get("proj") ?? "");
  if (isLonLat) return findCrsId(`EPSG:${frame}`);
  const unit = Number(given.get("to_meter") ?? UNITS[given.get("units") ?? "m"]);
  for (const row of listRows())
    if (row.frame.code === frame && Math.abs(row.unitSize - unit) < 1e-9 && row.axis === "" && isSame(row, given))
      return findCrsId(row.id);
  return undefined;
}

function isSame({ projection }: CrsRow, given: ReadonlyMap<string, string>): boolean {
  const own = parametersOf(projection);
  const names = new Set([...own.keys(), ...given.keys()].filter((name) => !OTHERS.has(name)));
  return [...names].every((name) => isEqual(own.get(name), given.get(name), name));
}

/** What is left out is 0, or 1 for a scale. */
function isEqual(a: string | undefined, b: string | undefined, name: string): boolean {
  if (a === b) return true;
  const granted = name === "k" || name === "k_0" ? "1" : "0";
  const [first, second] = [Number(a ?? granted), Number(b ?? granted)];
  return Math.abs(first - second) <= 1e-9 * Math.max(1, Math.abs(first));
}

/** No number, so that it differs from what is left out. */
const FLAG = "yes";

/** By name; what has no value is "yes". */
export function parametersOf(text: string): Map<string, string> {
  return new Map(
    [...text.matchAll(/\+?([a-z]\w*)(?:=(\S+))?/gi)].map(([, name = "", value = FLAG]) => [
      name === "k_0" ? "k" : name,
      value,
    ]),
  );
}
