import { SourceMap } from "node:module";
import type { CodePosition } from "./text-position.ts";

const NAME = /^mapcell-run-(\d+)$/;

/** The name under which an execution's script appears in V8's stack frames. */
export function scriptName(run: number): string {
  return `mapcell-run-${run}`;
}

export function runOfScript(name: string | null | undefined): number | undefined {
  const digits = NAME.exec(name ?? "")?.[1];
  return digits === undefined ? undefined : Number(digits);
}

/** tslab puts one line before the cell's code and the engine another before the script it makes of it. */
const LINES_BEFORE = 1;

/** Source maps of all scripts that cells became; they are read when an error needs them. */
export class ScriptMaps {
  readonly #maps = new Map<number, readonly string[]>();
  /** Of the user's own files, by path. */
  readonly #files = new Map<string, string>();

  add(run: number, maps: readonly string[]): void {
    this.#maps.set(run, maps);
  }

  /** A file of the user's has been compiled. */
  addFile(path: string, map: string): void {
    this.#files.set(path, map);
  }

  /** From a position in what a file was compiled to, to one in the file; undefined for other files. */
  toFile(path: string, inScript: CodePosition): CodePosition | undefined {
    const map = this.#files.get(path);
    return map === undefined || map === "" ? undefined : original(map, inScript);
  }

  /** From a position in a script to one in the code the engine was given; lines and columns from 0. */
  toCode(run: number, inScript: CodePosition): CodePosition | undefined {
    let position: CodePosition | undefined = { line: inScript.line - LINES_BEFORE, column: inScript.column };
    for (const map of this.#maps.get(run) ?? []) {
      position = position && original(map, position);
    }
    return position && { line: position.line - LINES_BEFORE, column: position.column };
  }
}

function original(map: string, { line, column }: CodePosition): CodePosition | undefined {
  const entry = new SourceMap(JSON.parse(map)).findEntry(line, column);
  return "originalLine" in entry ? { line: entry.originalLine, column: entry.originalColumn } : undefined;
}
