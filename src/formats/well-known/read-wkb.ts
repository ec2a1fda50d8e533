import { SpatialError } from "../../errors.ts";
import type { Feedback } from "../../feedback.ts";
import { appendFirstWkb, appendWkb } from "../../geometry/wkb-reader.ts";
import type { LayerData } from "../../layers/layer-data.ts";
import type { Query } from "../query.ts";
import type { RandomSource } from "../sources/source.ts";
import { BareGeometries } from "./bare-geometries.ts";

const READING = 0.95;

/**
 * Reads geometries that stand one behind the other, as bytes, or as hexadecimals with white space between them.
 * Throws LAYER_UNREADABLE and INVALID_GEOMETRY with the place, UNKNOWN_CRS.
 */
export async function readWkb(source: RandomSource, query: Query, feedback: Feedback): Promise<LayerData> {
  const bytes = await source.readAt(0, source.size);
  const layer = new BareGeometries(source.name, "WKB", query);
  if (isText(bytes)) readHex(Buffer.from(bytes).toString("latin1"), layer, feedback);
  else readBytes(bytes, layer, feedback);
  feedback.progress(1, "reading");
  return layer.finish();
}

/** WKB begins with its byte order, 0 or 1, which no text does. */
function isText(bytes: Uint8Array): boolean {
  return (bytes[0] ?? 0) > 1;
}

function readHex(text: string, layer: BareGeometries, feedback: Feedback): void {
  let count = 0;
  for (const [word] of text.matchAll(/\S+/g)) {
    const where = `geometry ${++count}`;
    layer.add(where, (builder) => {
      // PostgreSQL's bytea, and psql's \copy of one, stand behind \x
      const digits = word.replace(/^\\{0,2}x/i, "");
      if (/^(?:[0-9a-f]{2})+$/i.test(digits)) return appendWkb(builder, Buffer.from(digits, "hex"));
      throw new SpatialError("LAYER_UNREADABLE", `${JSON.stringify(word.slice(0, 24))} is no WKB in hexadecimals.`);
    });
    if (count % 256 === 0) feedback.throwIfCanceled();
  }
}

function readBytes(bytes: Uint8Array, layer: BareGeometries, feedback: Feedback): void {
  for (let at = 0, count = 0; at < bytes.length; count++) {
    layer.add(`geometry ${count + 1}, byte ${at}`, (builder) => {
      const { srid, length } = appendFirstWkb(builder, bytes.subarray(at));
      at += length;
      return srid;
    });
    if (count % 256 !== 0) continue;
    feedback.throwIfCanceled();
    feedback.progress((READING * at) / bytes.length, "reading");
  }
}
