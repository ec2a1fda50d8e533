import type { FieldType } from "../../layers/layer-data.ts";
import type { LayerDataBuilder } from "../../layers/table-builder.ts";
import { Moment } from "./moments.ts";
import type { SheetCell } from "./sheet-rows.ts";

/** As text, as CSV would have it. */
export function cellText(cell: SheetCell): string | undefined {
  if (cell === undefined) return undefined;
  return cell instanceof Moment ? cell.text : String(cell);
}

/** Makes a field of a column's cells; of several kinds of values together it is text. */
export function addCells(builder: LayerDataBuilder, name: string, cells: readonly SheetCell[]): void {
  const types = new Set(cells.flatMap((cell) => typeOf(cell) ?? []));
  const type = commonType(types);
  const column = builder.column(name, type);
  for (const [index, cell] of cells.entries())
    column.set(index, cell instanceof Moment || type === "string" ? cellText(cell) : cell);
}

function typeOf(cell: SheetCell): FieldType | undefined {
  if (cell === undefined) return undefined;
  if (cell instanceof Moment) return cell.type;
  if (typeof cell === "boolean") return "boolean";
  if (typeof cell === "number") return Number.isSafeInteger(cell) ? "integer" : "number";
  return "string";
}

function commonType(types: ReadonlySet<FieldType>): FieldType {
  const [only = "string", other] = types;
  if (other === undefined) return only;
  const isOf = (...allowed: readonly FieldType[]): boolean => [...types].every((type) => allowed.includes(type));
  if (isOf("integer", "number")) return "number";
  return isOf("date", "datetime") ? "datetime" : "string";
}
