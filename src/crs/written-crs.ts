import type { CrsId } from "./crs-id.ts";
import { isCustom } from "./custom-crs.ts";
import { customProjJsonOf, customWktOf } from "./custom-definition.ts";
import { esriWktOf, projJsonOf } from "./definition.ts";

/** A CRS in WKT 1, as other software reads it; undefined for the few that have no words in it. */
export function writtenWkt(id: CrsId): string | undefined {
  return isCustom(id) ? customWktOf(id) : esriWktOf(id);
}

/** A CRS in PROJJSON; undefined for the few that have no words in it. */
export function writtenProjJson(id: CrsId): Readonly<Record<string, unknown>> | undefined {
  return isCustom(id) ? customProjJsonOf(id) : projJsonOf(id);
}
