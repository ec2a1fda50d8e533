import type { ColumnMetaData, RowGroup } from "hyparquet/src/types.js";
import type { Bounds } from "../../geometry/column.ts";
import type { Query } from "../query.ts";
import type { GeoColumn } from "./geo-columns.ts";
import type { ParquetFile, RowSpan } from "./parquet-file.ts";

/** What may hold features of the query: of each row group that may, its rows. */
export interface Choice {
  readonly spans: readonly RowSpan[];
  /** Of the chosen groups' columns, in the file. */
  readonly bytes: number;
}

/**
 * Row groups that may have features within the bounds, by the statistics of the column of boxes, or Parquet's own of
 * places; without bounds, as many as the limit needs.
 */
export function chooseRowGroups(
  { metadata }: ParquetFile,
  { geo, columns }: { readonly geo: GeoColumn | undefined; readonly columns: readonly string[] },
  { bounds, limit = Infinity }: Query,
): Choice {
  const spans: RowSpan[] = [];
  let [row, bytes, chosen] = [0, 0, 0];
  for (const group of metadata.row_groups) {
    const [start, end] = [row, row + Number(group.num_rows)];
    row = end;
    const wanted = bounds === undefined ? Math.min(end, start + limit - chosen) : end;
    if (wanted <= start || (bounds !== undefined && geo !== undefined && liesOutside(group, geo, bounds))) continue;
    spans.push({ start, end: wanted });
    chosen += wanted - start;
    for (const about of columnsOf(group))
      if (columns.includes(about.path_in_schema[0] ?? "")) bytes += Number(about.total_compressed_size);
  }
  return { spans, bytes };
}

function columnsOf({ columns }: RowGroup): ColumnMetaData[] {
  return columns.flatMap(({ meta_data: about }) => (about === undefined ? [] : [about]));
}

function liesOutside(group: RowGroup, geo: GeoColumn, [minX, minY, maxX, maxY]: Bounds): boolean {
  const box = boxOf(group, geo);
  return box !== undefined && (box[0] > maxX || box[1] > maxY || box[2] < minX || box[3] < minY);
}

/** Around all features of the group, where that is known. */
function boxOf(group: RowGroup, { name, covering }: GeoColumn): Bounds | undefined {
  const all = columnsOf(group);
  const own = all.find(({ path_in_schema: path }) => path.length === 1 && path[0] === name)?.geospatial_statistics
    ?.bbox;
  // a box whose west is east of its east goes across the antimeridian
  if (own !== undefined && own.xmin <= own.xmax) return [own.xmin, own.ymin, own.xmax, own.ymax];
  const sides = covering?.map((path, side) => {
    const about = all.find((each) => each.path_in_schema.join("\0") === path.join("\0"));
    const { min_value: least, min = least, max_value: most, max = most } = about?.statistics ?? {};
    return side < 2 ? min : max;
  });
  const numbers = sides?.filter((side) => typeof side === "number").filter((side) => Number.isFinite(side)) ?? [];
  const [west, south, east, north] = numbers;
  return numbers.length === 4 ? [west!, south!, east!, north!] : undefined;
}
