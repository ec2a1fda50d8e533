import { crc32, deflateSync } from "node:zlib";

const SIGNATURE = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);

export interface PngOptions {
  readonly widthPx: number;
  readonly heightPx: number;
  /** Largest palette, 2 to 256. */
  readonly colors: number;
  /** Red, green and blue of colours that must be in the palette, however few pixels have them. */
  readonly keep: readonly (readonly number[])[];
}

/**
 * Writes pixels as a PNG with a palette, a quarter of the size of one in full colour. Pictures of maps have few colours;
 * where there are more than fit, near ones share an entry.
 * @param rgba four bytes a pixel, opaque; alpha is dropped.
 */
export function palettePng(rgba: Uint8Array, { widthPx, heightPx, colors, keep }: PngOptions): Uint8Array {
  const { palette, indices } = quantize(rgba, colors, keep);
  const rows = new Uint8Array((widthPx + 1) * heightPx);
  for (let y = 0; y < heightPx; y++) rows.set(indices.subarray(y * widthPx, (y + 1) * widthPx), y * (widthPx + 1) + 1);

  const header = new Uint8Array(13);
  const view = new DataView(header.buffer);
  view.setUint32(0, widthPx);
  view.setUint32(4, heightPx);
  header.set([8, 3], 8); // 8 bits a pixel, each an index into the palette
  return Buffer.concat([
    SIGNATURE,
    chunk("IHDR", header),
    chunk("PLTE", palette),
    chunk("IDAT", deflateSync(rows, { level: 9 })),
    chunk("IEND", new Uint8Array(0)),
  ]);
}

function chunk(type: string, data: Uint8Array): Uint8Array {
  const out = Buffer.alloc(data.length + 12);
  out.writeUInt32BE(data.length, 0);
  out.write(type, 4, "latin1");
  out.set(data, 8);
  out.writeUInt32BE(crc32(out.subarray(4, data.length + 8)), data.length + 8);
  return out;
}

/** Colours whose five highest bits agree are one bucket; the fullest buckets make the palette, the rest join the nearest. */
function quantize(
  rgba: Uint8Array,
  colors: number,
  keep: PngOptions["keep"],
): { palette: Uint8Array; indices: Uint8Array } {
  const sums = new Float64Array(4 * 32768);
  for (let i = 0; i < rgba.length; i += 4) {
    const at = 4 * bucketOf(rgba, i);
    sums[at]! += 1;
    for (let channel = 0; channel < 3; channel++) sums[at + 1 + channel]! += rgba[i + channel]!;
  }
  const used = Array.from({ length: 32768 }, (_, bucket) => bucket).filter((bucket) => sums[4 * bucket]! > 0);
  // Ties go to the lower bucket, so that the same pixels always give the same bytes.
  used.sort((a, b) => sums[4 * b]! - sums[4 * a]! || a - b);
  const means = used.map((bucket) =>
    [1, 2, 3].map((channel) => Math.round(sums[4 * bucket + channel]! / sums[4 * bucket]!)),
  );
  const kept = used.length > colors ? keep.slice(0, colors / 2) : [];
  const entries = [...kept, ...means.slice(0, colors - kept.length)];
  const indexOf = new Uint8Array(32768);
  used.forEach((bucket, rank) => {
    indexOf[bucket] = nearest(entries, means[rank]!);
  });
  const indices = new Uint8Array(rgba.length / 4);
  for (let i = 0; i < indices.length; i++) indices[i] = indexOf[bucketOf(rgba, 4 * i)]!;
  return { palette: Uint8Array.from(entries.flat()), indices };
}

function bucketOf(rgba: Uint8Array, at: number): number {
  return ((rgba[at]! >> 3) << 10) | ((rgba[at + 1]! >> 3) << 5) | (rgba[at + 2]! >> 3);
}

function nearest(entries: readonly (readonly number[])[], color: readonly number[]): number {
  let best = 0;
  let least = Infinity;
  entries.forEach((entry, index) => {
    const distance = entry.reduce((sum, value, channel) => sum + (value - color[channel]!) ** 2, 0);
    if (distance < least) [best, least] = [index, distance];
  });
  return best;
}

/** Says in a PNG how many pixels an inch it has. Chunks before the pixels may come in any order after the first. */
export function withResolution(png: Uint8Array, dpi: number): Uint8Array {
  const perMetre = Math.round(dpi / 0.0254);
  const data = new Uint8Array(9);
  const view = new DataView(data.buffer);
  view.setUint32(0, perMetre);
  view.setUint32(4, perMetre);
  data[8] = 1; // the unit is the metre
  const header = SIGNATURE.length + 25;
  return Buffer.concat([png.subarray(0, header), chunk("pHYs", data), png.subarray(header)]);
}
