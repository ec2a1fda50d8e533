import { SpatialError } from "../../src/errors.ts";
import type { Feedback } from "../../src/feedback.ts";
import { silent } from "../../src/feedback.ts";
import type { Query } from "../../src/formats/query.ts";
import type { ByteSource } from "../../src/formats/sources/source.ts";
import type { LayerData } from "../../src/layers/layer-data.ts";

type Reader = (source: ByteSource, options: Query, feedback: Feedback) => Promise<LayerData>;

/** What no mutation may take. */
const MOST_MS = 2000;
const MOST_MB = 256;
const CODES = new Set(["LAYER_UNREADABLE", "UNKNOWN_CRS", "INVALID_GEOMETRY", "BAD_ARGUMENT"]);
const RAW =
  /Cannot read prop|is not (?:a function|iterable)|\bundefined\b|Invalid (?:typed|array|string)|out of bounds|\[object/;
const LARGE = [0, 1, 2, 0x7f, 0xff, 0x7fff, 0xffff, 0x7fffffff, 0x80000000, 0xfffffff0, 0xffffffff];
const DOUBLES = [Number.NaN, Infinity, -Infinity, 1e308, -0, 5e-324];

export interface Report {
  readonly read: number;
  readonly refused: number;
  readonly slowestMs: number;
  readonly memoryMB: number;
}

/**
 * Reads `count` mutations of the files: each must give a layer or a refusal in our own words, quickly and in little
 * memory. Throws for the first one that does not; its seed plays it again.
 */
export async function fuzz(
  reader: Reader,
  files: readonly Buffer[],
  { seed, count }: { readonly seed: number; readonly count: number },
): Promise<Report> {
  let [read, refused, slowestMs] = [0, 0, 0];
  const before = process.resourceUsage().maxRSS;
  for (let i = 0; i < count; i++) {
    const random = generator(seed + i);
    const bytes = mutate(files[random(files.length)]!, random);
    const start = performance.now();
    const outcome = await outcomeOf(reader, bytes, random(2) === 0);
    const ms = performance.now() - start;
    const memory = (process.resourceUsage().maxRSS - before) / 1024;
    if (outcome !== "read" && outcome !== "refused") throw new Error(`Seed ${seed + i}: ${outcome}`);
    if (ms > MOST_MS) throw new Error(`Seed ${seed + i} took ${Math.round(ms)} ms`);
    if (memory > MOST_MB) throw new Error(`Seed ${seed + i} took the process to ${Math.round(memory)} MB more`);
    if (outcome === "read") read++;
    else refused++;
    slowestMs = Math.max(slowestMs, ms);
  }
  return { read, refused, slowestMs, memoryMB: (process.resourceUsage().maxRSS - before) / 1024 };
}

async function outcomeOf(reader: Reader, bytes: Buffer, isSizeKnown: boolean): Promise<string> {
  let at = 0;
  const source: ByteSource = {
    name: "mutated",
    extension: "",
    size: isSizeKnown ? bytes.length : undefined,
    read: async (into) => {
      const copied = bytes.copy(into, 0, at);
      at += copied;
      return copied;
    },
    close: async () => undefined,
  };
  try {
    const { geometry } = await reader(source, {}, silent);
    return geometry.xy.every((value) => Number.isFinite(value)) ? "read" : "a coordinate that is not finite";
  } catch (error) {
    if (!(error instanceof SpatialError)) return String(error instanceof Error ? error.stack : error);
    return CODES.has(error.code) && !RAW.test(error.message) ? "refused" : `${error.code} ${error.message}`;
  }
}

type Random = (below: number) => number;

function mutate(file: Buffer, random: Random): Buffer {
  let bytes: Buffer = Buffer.from(file);
  for (let times = 1 + random(4); times > 0 && bytes.length > 8; times--) bytes = mutateOnce(bytes, random);
  return bytes;
}

/** Changes a byte, a number of 1 to 8 bytes, or takes, repeats or moves a piece. */
function mutateOnce(bytes: Buffer, random: Random): Buffer {
  const at = random(bytes.length - 8);
  const length = 1 + random(Math.min(64, bytes.length - at));
  const piece = bytes.subarray(at, at + length);
  switch (random(8)) {
    case 0:
      bytes[at] = random(256);
      return bytes;
    case 1:
      bytes.writeUInt32LE(LARGE[random(LARGE.length)]!, at);
      return bytes;
    case 2:
      bytes.writeUInt32LE(LARGE[random(LARGE.length)]!, at - (at % 4));
      return bytes;
    case 3:
      bytes.writeUInt16LE(random(65536), at - (at % 2));
      return bytes;
    case 4:
      bytes.writeDoubleLE(DOUBLES[random(DOUBLES.length)]!, at - (at % 8));
      return bytes;
    case 5:
      return bytes.subarray(0, at);
    case 6:
      return Buffer.concat([bytes.subarray(0, at), piece, piece, bytes.subarray(at + length)]);
    default:
      return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + length)]);
  }
}

/** Mulberry32. */
function generator(seed: number): Random {
  let state = Math.imul(seed + 1, 0x9e3779b1);
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}
