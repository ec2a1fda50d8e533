import { inspect } from "node:util";
import type { CellScope } from "../protocol/scope.ts";

/** Errors that nobody catches while their cell runs headless: nobody reads along there, so that they are to fail the cell. */
export class Unhandled {
  /** The first of each cell. */
  readonly #errors = new WeakMap<CellScope, { readonly error: unknown }>();

  /** @returns whether the cell's reply will tell of it */
  add(cell: CellScope, error: unknown): boolean {
    if (this.#errors.has(cell)) return false;
    this.#errors.set(cell, { error });
    return true;
  }

  /** What the cell's reply is to tell. */
  of(cell: CellScope): Error | undefined {
    const found = this.#errors.get(cell);
    if (found === undefined || found.error instanceof Error) return found?.error as Error | undefined;
    return Object.assign(new Error(inspect(found.error)), { name: "Thrown", stack: "" });
  }
}
