import { inspect } from "node:util";
import type { CellScope } from "../protocol/scope.ts";

/** What a headless cell's code threw after the cell's reply had left. */
export class LateFailure extends Error {
  readonly cell: number;

  /** @param cell its number */
  constructor(cell: number, cause: unknown) {
    super(`Cell ${cell} has failed after its end.`, { cause });
    this.cell = cell;
  }
}

/** Errors that nobody catches while their cell runs headless: nobody reads along there, so that they are to fail the cell. */
export class Unhandled {
  /** The first of each cell. */
  readonly #errors = new WeakMap<CellScope, { readonly error: unknown }>();

  /** Those that came when their cell's reply had left. */
  readonly #late: LateFailure[] = [];

  /** @returns whether the cell's reply will tell of it */
  add(cell: CellScope, error: unknown): boolean {
    if (this.#errors.has(cell)) return false;
    this.#errors.set(cell, { error });
    return true;
  }

  /** The next reply is to tell. */
  addLate(cell: CellScope, error: unknown): void {
    this.#late.push(new LateFailure(cell.number, error));
  }

  /** The first of those that no reply has told of. */
  takeLate(): LateFailure | undefined {
    return this.#late.splice(0)[0];
  }

  /** What the cell's reply is to tell. */
  of(cell: CellScope): Error | undefined {
    const found = this.#errors.get(cell);
    if (found === undefined || found.error instanceof Error) return found?.error as Error | undefined;
    return Object.assign(new Error(inspect(found.error)), { name: "Thrown", stack: "" });
  }
}
