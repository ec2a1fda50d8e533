import { SpatialError } from "../../errors.ts";
import type { Feedback } from "../../feedback.ts";
import { appendWkt } from "../../geometry/wkt-reader.ts";
import type { LayerData } from "../../layers/layer-data.ts";
import type { Query } from "../query.ts";
import type { RandomSource } from "../sources/source.ts";
import { textSource } from "../sources/text-source.ts";
import { BareGeometries } from "./bare-geometries.ts";

const CHUNK = 1 << 18;

/**
 * Reads geometries that stand one behind the other, each on one line or more. Throws LAYER_UNREADABLE and INVALID_GEOMETRY with the line, UNKNOWN_CRS.
 */
export async function readWkt(source: RandomSource, query: Query, feedback: Feedback): Promise<LayerData> {
  const layer = new BareGeometries(source.name, "WKT", query);
  let [text, line, start, depth] = ["", 0, 0, 0];
  const take = (): void => {
    const whole = text.trim();
    text = "";
    if (whole !== "") layer.add(`line ${start}`, (builder) => appendWkt(builder, whole.replace(/;$/, "")));
  };
  for await (const each of linesOf(source, query, feedback)) {
    line++;
    if (text.trim() === "") start = line;
    text += `${each}\n`;
    depth += count(each, "(") - count(each, ")");
    if (depth > 0) continue;
    depth = 0;
    take();
  }
  take();
  feedback.progress(1, "reading");
  return layer.finish();
}

function count(text: string, mark: string): number {
  return text.split(mark).length - 1;
}

async function* linesOf(source: RandomSource, query: Query, feedback: Feedback): AsyncGenerator<string> {
  const text = await textSource(source.stream(), query.encoding, (start) => refuseBinary(source.name, start));
  const [bytes, decoder] = [new Uint8Array(CHUNK), new TextDecoder()];
  const pieces: string[] = [];
  for (let read = -1; read !== 0;) {
    read = await text.read(bytes);
    feedback.throwIfCanceled();
    const [first = "", ...others] = decoder.decode(bytes.subarray(0, read), { stream: read > 0 }).split("\n");
    pieces.push(first);
    for (const next of others) {
      yield pieces.join("").replace(/\r$/, "");
      pieces.length = 0;
      pieces.push(next);
    }
  }
  yield pieces.join("");
}

function refuseBinary(name: string, start: string): void {
  if (start.startsWith("\u0000") || start.startsWith("\u0001"))
    throw new SpatialError("LAYER_UNREADABLE", `Cannot read "${name}": this is WKB; name the file .wkb.`);
}
