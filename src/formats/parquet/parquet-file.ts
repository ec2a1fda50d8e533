import { type AsyncBuffer, type FileMetaData, parquetMetadataAsync, parquetRead, parquetSchema } from "hyparquet";
import type { SchemaTree } from "hyparquet/src/types.js";
import { compressors } from "hyparquet-compressors";
import { parquetPlan } from "hyparquet/src/plan.js";
import { SpatialError } from "../../errors.ts";
import type { RandomSource } from "../sources/source.ts";
import { PARSERS } from "./value-parsers.ts";

/** Footers of most files are smaller. */
const FOOTER = 1 << 16;

/** An open file, whose values come as `value-parsers.ts` has them. */
export interface ParquetFile {
  readonly name: string;
  readonly size: number;
  readonly buffer: AsyncBuffer;
  readonly metadata: FileMetaData;
  /** Of the file as it states it; the metadata's own leaves out what the library would turn into rounded numbers. */
  readonly schema: SchemaTree;
}

/** Rows [start, end) of a file, within one row group. */
export interface RowSpan {
  readonly start: number;
  readonly end: number;
}

/** Throws LAYER_UNREADABLE. */
export async function openParquet(source: RandomSource): Promise<ParquetFile> {
  const { name, size } = source;
  const buffer: AsyncBuffer = {
    byteLength: size,
    slice: async (from, to = size) => ownBuffer(await source.readAt(from, to)),
  };
  const head = Buffer.from(await source.readAt(Math.max(0, size - 4), size)).toString("latin1");
  if (head !== "PAR1") throw damaged(name, head === "PARE" ? "its footer is encrypted" : "its end is missing");
  return understood(name, async () => {
    const metadata = await parquetMetadataAsync(buffer, { initialFetchSize: FOOTER, geoparquet: false });
    const schema = parquetSchema({ ...metadata, schema: structuredClone(metadata.schema) });
    for (const element of metadata.schema) {
      if (["DECIMAL", "BSON", "INTERVAL"].includes(element.converted_type ?? "")) delete element.converted_type;
      if (["GEOMETRY", "GEOGRAPHY", "DECIMAL"].includes(element.logical_type?.type ?? "")) delete element.logical_type;
    }
    checkCounts(metadata, name);
    return { name, size, buffer, metadata, schema };
  });
}

/** What a damaged file says of itself could fill the memory. */
function checkCounts({ num_rows: rows, row_groups: groups }: FileMetaData, name: string): void {
  const sum = groups.reduce((total, group) => total + group.num_rows, 0n);
  const isOdd = groups.some((group) => group.num_rows < 0n || group.columns.some((column) => !column.meta_data));
  if (sum !== rows || rows > 0xffffffffn || isOdd) throw damaged(name, "its parts do not add up");
}

/** The values of some columns, all rows of the span, by the column's name. Throws LAYER_UNREADABLE. */
export async function readColumns(
  file: ParquetFile,
  { start, end }: RowSpan,
  columns: readonly string[],
): Promise<ReadonlyMap<string, readonly unknown[]>> {
  const found = new Map(columns.map((column) => [column, Array.from<unknown>({ length: end - start })]));
  const counts = new Map<string, number>();
  if (columns.length === 0 || end === start) return found;
  await understood(file.name, () =>
    parquetRead({
      ...readOptions(file, { start, end }, columns),
      utf8: false,
      geoparquet: false,
      parsers: PARSERS,
      compressors,
      onChunk: ({ columnName, columnData, rowStart }) => {
        const into = found.get(columnName);
        const [from, to] = [Math.max(start, rowStart), Math.min(end, rowStart + columnData.length)];
        for (let row = from; row < to; row++) into![row - start] = columnData[row - rowStart] as unknown;
        counts.set(columnName, (counts.get(columnName) ?? 0) + Math.max(0, to - from));
      },
    }),
  );
  for (const column of columns)
    if (counts.get(column) !== end - start) throw damaged(file.name, `its column "${column}" is not whole`);
  return found;
}

/** Asks for the bytes that `readColumns` will. */
export async function touchColumns(file: ParquetFile, span: RowSpan, columns: readonly string[]): Promise<void> {
  const { fetches } = parquetPlan(readOptions(file, span, columns));
  for (const { startByte, endByte } of fetches) await file.buffer.slice(startByte, endByte);
}

function readOptions({ buffer, metadata }: ParquetFile, { start, end }: RowSpan, columns: readonly string[]) {
  return { file: buffer, metadata, columns: [...columns], rowStart: start, rowEnd: end };
}

/** The library throws plain errors, also for what no file says but what its bytes lead to. */
async function understood<T>(name: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (cause) {
    if (cause instanceof SpatialError || !(cause instanceof Error)) throw cause;
    const [, said] = /^parquet (unsupported compression codec: [A-Z]\w*)$/.exec(cause.message) ?? [];
    throw damaged(name, said ?? "the Parquet file is damaged", cause);
  }
}

export function damaged(name: string, what: string, cause?: Error): SpatialError {
  return new SpatialError("LAYER_UNREADABLE", `Cannot read "${name}": ${what} (was it cut off?).`, { cause });
}

function ownBuffer(bytes: Uint8Array): ArrayBuffer {
  const { buffer } = bytes;
  if (buffer instanceof ArrayBuffer && bytes.length === buffer.byteLength) return buffer;
  return Uint8Array.from(bytes).buffer;
}
