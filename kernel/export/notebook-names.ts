import { SpatialError } from "../../src/errors.ts";
import { namedBy } from "../../src/operations/results.ts";
import { plainText } from "../magics/arguments.ts";
import { submittedBy } from "../magics/command.ts";
import type { ReadCell, ReadMagic } from "../magics/read-cell.ts";
import { bad } from "./magic-words.ts";
import { importAt, isOfSession } from "./script-cell.ts";

/** A cell with code. */
export interface CodePart {
  /** From 1, among the cells that run. */
  readonly number: number;
  readonly text: string;
  readonly read: ReadCell;
}

interface Declared {
  readonly part: CodePart;
  readonly keyword: string;
  readonly start: number;
}

/** The variables and layers of a whole notebook. */
export class NotebookNames {
  /** By name, every declaration, also by a magic. */
  readonly #declared = new Map<string, Declared[]>();
  readonly #written = new Set<string>();
  readonly #bound = new Set<string>();
  readonly #layers = new Set<string>();
  /** By statement, the first cell that has it. */
  readonly #imports = new Map<string, number>();

  /** What a cell that comes now is read with. */
  context(): { readonly names: ReadonlySet<string>; readonly mayRebind: (name: string) => boolean } {
    return { names: new Set(this.#declared.keys()), mayRebind: (name) => this.isBound(name) };
  }

  /** @throws BAD_ARGUMENT for a name that a script can't have twice */
  add(part: CodePart): void {
    for (const declaration of part.read.scopes.declarations) {
      const { keyword, start, names } = declaration;
      if (keyword === "import" && this.#isKnownImport(part, start)) continue;
      for (const name of names) {
        this.#written.add(name);
        this.#declare(name, { part, keyword, start });
      }
    }
    for (const magic of part.read.magics) {
      const { binds, site } = magic;
      if (binds !== undefined) {
        this.#bound.add(binds);
        this.#declare(binds, { part, keyword: "var", start: site.start });
      }
      const layer = layerOf(magic);
      if (layer !== undefined) this.#layers.add(layer);
    }
  }

  /** By magics alone. */
  isBound(name: string): boolean {
    return this.#bound.has(name) && !this.#written.has(name);
  }

  isLayer(name: string): boolean {
    return this.#layers.has(name);
  }

  isDeclared(name: string): boolean {
    return this.#declared.has(name);
  }

  isRepeated(name: string): boolean {
    return (this.#declared.get(name)?.length ?? 0) > 1;
  }

  isImportedBefore(statement: string, cell: number): boolean {
    return (this.#imports.get(statement) ?? cell) < cell;
  }

  importStatements(): Iterable<string> {
    return this.#imports.keys();
  }

  #isKnownImport({ text, number }: CodePart, start: number): boolean {
    const statement = importAt(text, start);
    if (isOfSession(statement)) return true;
    if (this.isImportedBefore(statement, number)) return true;
    this.#imports.set(statement, number);
    return false;
  }

  #declare(name: string, declaration: Declared): void {
    const all = this.#declared.get(name) ?? [];
    const [first] = all;
    const isOne = first?.part === declaration.part && first.keyword === declaration.keyword;
    // signatures of one function, parts of one enum
    if (isOne && ["function", "enum"].includes(declaration.keyword)) return;
    if (first !== undefined && !(isVariable(first) && isVariable(declaration))) {
      const error = bad(
        `"${name}" is a ${first.keyword} of cell ${first.part.number} and a ${declaration.keyword} here; a script can have only one of them. Rename one.`,
      );
      throw placed(error, declaration.part, declaration.start);
    }
    this.#declared.set(name, [...all, declaration]);
  }
}

/** The error with the place in the notebook. */
export function placed(error: SpatialError, { number, text }: CodePart, offset: number): SpatialError {
  const line = text.slice(0, offset).split("\n").length;
  return new SpatialError(error.code, `Cell ${number}, line ${line}: ${error.message}`, { cause: error });
}

/** The name that a magic gives to its result. */
function layerOf({ command }: ReadMagic): string | undefined {
  const submitted = command && submittedBy(command);
  const key = submitted && namedBy(submitted.operation);
  const [word] = command?.given.get(key ?? "")?.words ?? [];
  return word && plainText(word);
}

/** Whether a script can say that it is declared again. */
function isVariable({ keyword }: Declared): boolean {
  return ["const", "let", "var", "function", "class", "enum"].includes(keyword);
}
