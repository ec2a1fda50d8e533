import { SpatialError } from "../../errors.ts";
import type { LayerData } from "../../layers/layer-data.ts";
import type { ByteSink } from "../targets/byte-sink.ts";
import type { WriteOptions } from "../format.ts";

const CHUNK = 1 << 20;

/** Writes a head, a text a feature, and an end. */
export async function writeTexts(
  sink: ByteSink,
  {
    length,
    textOf,
    head,
    end,
  }: {
    readonly length: number;
    readonly textOf: (index: number) => string;
    readonly head: string;
    readonly end: string;
  },
  { feedback }: Pick<WriteOptions, "feedback">,
): Promise<void> {
  let text = head;
  for (let index = 0; index < length; index++) {
    text += textOf(index);
    if (index % 256 === 0) feedback.throwIfCanceled();
    if (text.length < CHUNK) continue;
    await sink.write(Buffer.from(text));
    text = "";
    feedback.progress(index / length, "writing");
  }
  await sink.write(Buffer.from(text + end));
}

/** Throws LAYER_UNWRITABLE for coordinates that are no longitudes and latitudes. */
export function refuseOtherCrs({ crs }: LayerData, title: string): void {
  if (crs === "EPSG:4326") return;
  throw new SpatialError(
    "LAYER_UNWRITABLE",
    `The layer is in ${crs}, and ${title} has longitudes and latitudes alone; reproject it first: ` +
      "%reproject LAYER EPSG:4326.",
  );
}
