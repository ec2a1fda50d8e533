import { crsInfo } from "../../src/crs/crs.ts";
import { parseCrsId } from "../../src/crs/crs-id.ts";
import { type FoundCrs, searchCrs } from "../../src/crs/search-crs.ts";
import type { MimeBundle } from "../protocol/output.ts";
import { listBundle } from "./help.ts";

/** More is no help to anybody who looks for one. */
const MOST = 25;

/** What `%crs WORD…` shows: those with all the words in their name, or whose code begins so. */
export function crsList(words: readonly string[]): MimeBundle {
  const found = searchCrs(words.join(" "), Infinity);
  const rows = found.slice(0, MOST).map(rowOf);
  if (rows.length === 0) {
    const title = `No CRS has ${JSON.stringify(words.join(" "))} in its name, or as the start of its code.`;
    return listBundle({ title, rows, note: "Fewer words find more: %crs utm 33n, %crs lambert, %crs 2154." });
  }
  const use = "Use one as %load NAME PATH --crs CODE or %reproject LAYER --target-crs CODE.";
  const more = found.length - rows.length;
  return listBundle({ rows, note: more > 0 ? `and ${more} more: add a word. ${use}` : use });
}

function rowOf({ id, name }: FoundCrs): [string, string, string] {
  const { units, area } = crsInfo(parseCrsId(id));
  return [id, name, area === undefined ? units : `${units} · ${areaText(area)}`];
}

function areaText([west, south, east, north]: readonly [number, number, number, number]): string {
  return `${degrees(west, "W", "E")} to ${degrees(east, "W", "E")}, ${degrees(south, "S", "N")} to ${degrees(north, "S", "N")}`;
}

function degrees(value: number, below: string, above: string): string {
  const sign = value < 0 ? below : above;
  return `${Math.abs(Math.round(value * 10) / 10)}°${value === 0 ? "" : ` ${sign}`}`;
}
