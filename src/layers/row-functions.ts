import { takeColumn } from "../geometry/append.ts";
import { takeColumns } from "./attributes.ts";
import { ColumnBuilder } from "./column-builder.ts";
import type { AttributeColumn, Field, LayerData } from "./layer-data.ts";
import { compareMixed } from "./mixed-values.ts";
import { eachRow, type RowFunction } from "./row-reader.ts";

/** What is done with a layer's rows by a user's function, here or in a lane. */
export type RowWork =
  | { readonly kind: "filter" }
  | { readonly kind: "calculate"; readonly field: string }
  | { readonly kind: "sort"; readonly descending: boolean };

/** @param firstId of a chunk's first row */
export function applyRowWork(data: LayerData, work: RowWork, fn: RowFunction, firstId = 0): LayerData {
  switch (work.kind) {
    case "filter":
      return takeRows(data, rowsWhere(data, fn, firstId));
    case "calculate":
      return withField(data, work.field, calculatedColumn(data, fn, firstId));
    case "sort":
      return takeRows(data, rowsBy(data, work.descending, fn, firstId));
  }
}

/** The rows for which a user's function is true, and those for which it is not. */
export function partedRows(
  data: LayerData,
  fn: RowFunction,
  firstId: number,
): { readonly data: LayerData; readonly rest: LayerData } {
  const kept = rowsWhere(data, fn, firstId);
  const isKept = new Set(kept);
  const left = Array.from({ length: data.geometry.length }, (_, row) => row).filter((row) => !isKept.has(row));
  return { data: takeRows(data, kept), rest: takeRows(data, left) };
}

/** These rows in this order. */
export function takeRows(data: LayerData, rows: ArrayLike<number>): LayerData {
  return { ...data, geometry: takeColumn(data.geometry, rows), columns: takeColumns(data.columns, rows) };
}

function rowsWhere(data: LayerData, fn: RowFunction, firstId: number): number[] {
  const kept: number[] = [];
  eachRow(data, { fn, asked: "filter", firstId }, (answer, index) => {
    if (answer) kept.push(index);
  });
  return kept;
}

interface Made {
  readonly type: Field["type"];
  readonly column: AttributeColumn;
}

function calculatedColumn(data: LayerData, fn: RowFunction, firstId: number): Made {
  const builder = new ColumnBuilder();
  eachRow(data, { fn, asked: "calculate", firstId }, (answer, index) => builder.set(index, answer));
  return builder.finish(data.geometry.length);
}

/** In the place of the field of that name, or behind all others. */
function withField(data: LayerData, name: string, { type, column }: Made): LayerData {
  const at = data.fields.findIndex((field) => field.name === name);
  if (at < 0) return { ...data, fields: [...data.fields, { name, type }], columns: [...data.columns, column] };
  return { ...data, fields: data.fields.with(at, { name, type }), columns: data.columns.with(at, column) };
}

/** Rows that are alike keep their order; those without a value come last either way. */
function rowsBy(data: LayerData, descending: boolean, fn: RowFunction, firstId: number): Uint32Array {
  const keys: unknown[] = [];
  eachRow(data, { fn, asked: "sort", firstId }, (answer) => keys.push(isNothing(answer) ? null : answer));
  const sign = descending ? -1 : 1;
  return Uint32Array.from(keys.keys()).toSorted((a, b) => {
    const [one, other] = [keys[a], keys[b]];
    if (one === null || other === null) return Number(one === null) - Number(other === null) || a - b;
    return sign * compareKeys(one, other) || a - b;
  });
}

function isNothing(key: unknown): boolean {
  return key === null || key === undefined || (typeof key === "number" && Number.isNaN(key));
}

/** Texts by their characters, even where they are digits; dates by time. */
function compareKeys(one: unknown, other: unknown): number {
  if (typeof one === "string" && typeof other === "string") return one < other ? -1 : Number(one > other);
  if (one instanceof Date && other instanceof Date) return one.getTime() - other.getTime();
  return compareMixed(one, other);
}
