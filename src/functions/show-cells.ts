import type { KnownCells } from "./known-cells.ts";

const PLACE = /\b([\w-]+), line (\d+), column (\d+)/g;

/** An error of a lane knows the scripts that cells became; this makes it show the cells' own lines. */
export function showCells(error: Error, notebook: KnownCells): void {
  const { stack, cause } = error;
  if (typeof stack === "string") {
    const value = stack.replaceAll(PLACE, (text: string, where: string, line: string, column: string) => {
      const place = notebook.cellPlace({ where, line: Number(line), column: Number(column) });
      return place === undefined ? text : `${place.where}, line ${place.line}, column ${place.column}`;
    });
    Object.defineProperty(error, "stack", { configurable: true, writable: true, value });
  }
  if (cause instanceof Error) showCells(cause, notebook);
}
