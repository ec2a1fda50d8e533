import type { ImportedName, KnownCells } from "../../src/functions/known-cells.ts";
import type { SourcePlace } from "../../src/functions/source-lines.ts";
import type { CellBook } from "./cell-book.ts";
import type { CellEngine } from "./cell-engine.ts";
import type { CodePosition } from "./text-position.ts";
import { runOfScript, scriptName } from "./script-maps.ts";

/** What task functions are told of the cells they come from. */
export class CellNotebook implements KnownCells {
  readonly #book: CellBook;
  readonly #engine: () => CellEngine | undefined;

  /** @param engine undefined before cells can run */
  constructor(book: CellBook, engine: () => CellEngine | undefined) {
    this.#book = book;
    this.#engine = engine;
  }

  variable(name: string): { readonly value: unknown } | undefined {
    const engine = this.#engine();
    return engine?.has(name) === true ? { value: engine.value(name) } : undefined;
  }

  isProvided(name: string): boolean {
    return this.#engine()?.isProvided(name) === true;
  }

  importOf(name: string, value: unknown): ImportedName | undefined {
    return this.#engine()?.scripts.importOf(name, value);
  }

  scriptOf(text: string, at: CodePosition): SourcePlace | undefined {
    const found = this.#engine()?.scripts.find(text, at);
    return found && { where: scriptName(found.run), line: found.line + 1, column: found.column + 1 };
  }

  cellPlace({ where, line, column }: SourcePlace): SourcePlace | undefined {
    const run = runOfScript(where);
    const place = run === undefined ? undefined : this.#book.placeInScript(run, { line: line - 1, column: column - 1 });
    return place && { where: `Cell ${place.cell}`, line: place.line, column: place.column };
  }
}
