import { promisify } from "node:util";
import { extname } from "node:path";
import { gunzip } from "node:zlib";
import { SpatialError } from "../../errors.ts";
import { didYouMean } from "../../layers/near-names.ts";
import { memorySource } from "./memory-source.ts";
import type { RandomSource } from "./source.ts";
import { openZip } from "./zip-source.ts";

/** No text of that size would be read as one. */
const MOST_BYTES = 2 ** 31;

/** The name of a file without its folder and its ending. */
function stem(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1, path.length - extname(path).length);
}

interface Wanted {
  /** Of what is asked for, where the archive holds several. */
  readonly layer: string | undefined;
  readonly endings: readonly string[];
  /** Whether an archive of these files is left as it is, being a file of its own. */
  readonly isWhole: (paths: readonly string[]) => boolean;
}

interface Unpacked {
  readonly source: RandomSource;
  readonly isMember: boolean;
  /** What is in an archive that was left as it is. */
  readonly paths?: readonly string[];
}

/** What a file that is packed holds. */
export async function unpacked(source: RandomSource, { layer, endings, isWhole }: Wanted): Promise<Unpacked> {
  const head = await source.readAt(0, 4);
  if (head[0] === 0x1f && head[1] === 0x8b) return { source: await gunzipped(source), isMember: false };
  if (Buffer.from(head).toString("latin1") !== "PK\u0003\u0004") return { source, isMember: false };
  const members = await openZip(source);
  const paths = members.map(({ path }) => path);
  if (isWhole(paths)) return { source, isMember: false, paths };
  // what a Mac adds is no layer
  const readable = members.filter(
    ({ path }) => endings.includes(extname(path).toLowerCase()) && !/(?:^|\/)(?:__MACOSX\/|\.)/.test(path),
  );
  const names = readable.map(({ path }) => path);
  const named = readable.filter(({ path }) => path === layer || stem(path) === layer);
  const [only] = named.length === 1 ? named : readable.length === 1 ? readable : [];
  if (only !== undefined) return { source: await only.open(), isMember: named.length === 1 };
  const list = names.map((each) => `"${stem(each)}"`).join(", ");
  if (names.length === 0)
    throw new SpatialError(
      "LAYER_UNREADABLE",
      `The archive "${source.name}" holds no file that mapcell reads: it has ${
        members
          .slice(0, 10)
          .map(({ path }) => `"${path}"`)
          .join(", ") || "nothing"
      }.`,
    );
  const problem =
    layer === undefined ? `"${source.name}" holds ${names.length} layers` : `"${source.name}" has no layer "${layer}"`;
  throw new SpatialError(
    "BAD_ARGUMENT",
    `${problem}.${layer === undefined ? "" : didYouMean(layer, names.map(stem))} Pick one with --layer NAME: ${list}.`,
  );
}

async function gunzipped(source: RandomSource): Promise<RandomSource> {
  const name = source.name.replace(/\.gz$/i, "");
  try {
    const bytes = await promisify(gunzip)(await source.readAt(0, source.size), { maxOutputLength: MOST_BYTES });
    return memorySource({
      name: source.name,
      extension: extname(name).toLowerCase(),
      size: bytes.length,
      pieces: [{ from: 0, bytes }],
    });
  } catch (cause) {
    if (!(cause instanceof Error)) throw cause;
    throw new SpatialError("LAYER_UNREADABLE", `Cannot unpack "${source.name}": ${cause.message}.`, { cause });
  }
}
