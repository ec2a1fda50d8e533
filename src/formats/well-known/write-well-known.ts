import { wkbOf } from "../../geometry/wkb-writer.ts";
import { wktOf } from "../../geometry/wkt-writer.ts";
import { isTable, type LayerData } from "../../layers/layer-data.ts";
import { SpatialError } from "../../errors.ts";
import type { Feedback } from "../../feedback.ts";
import type { WriteOptions } from "../format.ts";
import type { ByteSink } from "../targets/byte-sink.ts";
import { writeTexts } from "../xml/text-file.ts";

/** A feature without geometry, which neither form has a word for: what says the same is an empty collection. */
const NOTHING = "GEOMETRYCOLLECTION EMPTY";
const NOTHING_WKB = Uint8Array.of(1, 7, 0, 0, 0, 0, 0, 0, 0);

/** Writes a geometry a line, with its SRID where that is not the one that is taken for granted, as PostGIS does. */
export async function writeWkt(data: LayerData, sink: ByteSink, { feedback }: WriteOptions): Promise<void> {
  const srid = checked(data, feedback);
  const before = srid === 0 ? "" : `SRID=${srid};`;
  const textOf = (index: number): string => `${before}${wktOf(data.geometry, index) ?? NOTHING}\n`;
  await writeTexts(sink, { length: data.geometry.length, textOf, head: "", end: "" }, { feedback });
}

/** Writes geometries one behind the other; PostGIS's dialect, which has a place for it, where there is a CRS to state. */
export async function writeWkb(data: LayerData, sink: ByteSink, { feedback }: WriteOptions): Promise<void> {
  const srid = checked(data, feedback);
  const options = srid === 0 ? {} : ({ dialect: "extended", srid } as const);
  const { length } = data.geometry;
  for (let index = 0; index < length; index++) {
    await sink.write(wkbOf(data.geometry, index, options) ?? NOTHING_WKB);
    if (index % 256 !== 0) continue;
    feedback.throwIfCanceled();
    feedback.progress(index / length, "writing");
  }
}

/** The SRID to state, 0 where there is none. Says what is lost. Throws LAYER_UNWRITABLE for a table. */
function checked(data: LayerData, feedback: Feedback): number {
  if (isTable(data))
    throw new SpatialError("LAYER_UNWRITABLE", "A table has no geometries to write as WKT or WKB; save it as .csv.");
  const [authority, code] = data.crs.split(":");
  const srid = data.crs === "EPSG:4326" || authority !== "EPSG" ? 0 : Number(code);
  const lost: string[] = [];
  if (data.fields.length > 0) lost.push(`the fields (${data.fields.map(({ name }) => name).join(", ")})`);
  if (srid === 0 && data.crs !== "EPSG:4326") lost.push(`the CRS, ${data.crs}`);
  if (data.geometry.kinds.includes(0)) lost.push("that features have no geometry: they become empty collections");
  if (lost.length > 0) feedback.log("warning", `WKT and WKB hold geometries alone; lost: ${lost.join("; ")}.`);
  return srid;
}
