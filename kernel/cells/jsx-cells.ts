import type ts from "typescript-6";
import { readAsJsx } from "./parse-cell.ts";

type Compiler = typeof ts;
/** What the compiler's types leave out. */
type Parsed = ts.SourceFile & { pragmas: ReadonlyMap<string, unknown>; version?: string };
type GetFile = (...all: unknown[]) => Parsed | undefined;
type ProgramHost = Record<"getSourceFile" | "getSourceFileByPath", GetFile>;
type CreateProgram = (roots: unknown, options: unknown, host?: ProgramHost, ...rest: unknown[]) => unknown;

/** The file that tslab takes a cell for, and cells whose own text stays for the compiler. */
const CELL = /\/__(?:tslab__|cell_\d+)\.ts$/;
const PRAGMA = /^jsx/;

/**
 * Cells are files of TypeScript for tslab; those with elements become JSX for the compiler. What `/** @jsx h *\/` says
 * holds for the cells after it as well: it can stand at the head of a cell, but not of the file that tslab makes of it.
 */
export class JsxCells {
  readonly #is: Compiler;
  /** By the file as the compiler has read it. */
  readonly #files = new WeakMap<Parsed, Parsed>();
  #pragmas: ReadonlyMap<string, unknown> = new Map();

  constructor(is: Compiler) {
    this.#is = is;
  }

  /** To be called with each cell before the compiler reads it. */
  cellComes(code: string): void {
    if (!code.includes("@jsx")) return;
    const { pragmas } = this.#is.createSourceFile("cell.tsx", code, this.#is.ScriptTarget.Latest) as Parsed;
    const found = [...pragmas].filter(([name]) => PRAGMA.test(name));
    if (found.length > 0) this.#pragmas = new Map(found);
  }

  /** Makes the programs of a host read such cells. */
  tune<T extends object>(watchHost: T): T {
    const host = watchHost as { createProgram: CreateProgram };
    const create = host.createProgram.bind(host);
    const tuned = new WeakSet<ProgramHost>();
    host.createProgram = (roots, options, programHost, ...rest) => {
      if (programHost && !tuned.has(programHost)) {
        tuned.add(programHost);
        for (const name of ["getSourceFile", "getSourceFileByPath"] as const) this.#tuneGetter(programHost, name);
      }
      return create(roots, options, programHost, ...rest);
    };
    return watchHost;
  }

  #tuneGetter(host: ProgramHost, name: keyof ProgramHost): void {
    const get = host[name].bind(host);
    host[name] = (path, ...rest) => {
      const file = get(path, ...rest);
      return file && typeof path === "string" && CELL.test(path) ? this.#read(file) : file;
    };
  }

  #read(file: Parsed): Parsed {
    const known = this.#files.get(file);
    if (known) return known;
    const jsx = readAsJsx(this.#is, file);
    if (jsx) Object.assign(jsx, { version: file.version, pragmas: this.#pragmas });
    const kept = (jsx as ts.SourceFile | undefined as Parsed | undefined) ?? file;
    this.#files.set(file, kept);
    return kept;
  }
}
