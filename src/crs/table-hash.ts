import { createHash } from "node:crypto";
import * as aliases from "./crs-aliases.ts";
import * as table from "./crs-table.ts";
import * as esri from "./esri-frames.ts";

/** Enough to tell two tables apart. */
const DIGITS = 16;
let known: string | undefined;

/** What tells whether two builds have the same coordinate reference systems. */
export function crsTableHash(): string {
  known ??= createHash("sha256")
    .update(JSON.stringify([table, aliases, esri].map((part) => Object.entries(part))))
    .digest("hex")
    .slice(0, DIGITS);
  return known;
}
