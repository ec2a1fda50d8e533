import { SourceMap, type SourceMapPayload } from "node:module";
import type { SourceLines } from "./prepared-function.ts";

export interface Place {
  readonly where: string;
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column: number;
}

/** Where in the user's source a position of the code is. @param line from 1. @param column from 1. */
export function placeOf(lines: SourceLines, line: number, column: number): Place {
  const at = lines.map === undefined ? { line, column, source: undefined } : mapped(lines.map, line, column);
  const segment = lines.segments.findLast(({ from }) => from <= at.line) ?? lines.segments[0];
  if (segment === undefined) return { where: at.source ?? "the task", line: at.line, column: at.column };
  return { where: segment.where, line: segment.line + Math.max(0, at.line - segment.from), column: at.column };
}

interface MappedPosition {
  readonly line: number;
  readonly column: number;
  /** The file, for code made of files. */
  readonly source: string | undefined;
}

function mapped(map: string, line: number, column: number): MappedPosition {
  // The code's first line is ours and not in the map.
  const entry = new SourceMap(JSON.parse(map) as SourceMapPayload).findEntry(line - 2, column - 1);
  if (!("originalLine" in entry)) return { line, column, source: undefined };
  return { line: entry.originalLine + 1, column: entry.originalColumn + 1, source: entry.originalSource };
}

/**
 * A stack of user code: positions in the file `file` become positions in the user's source, and the frames below the
 * user's own, which are the lane's, are left out.
 */
export function mapStack(stack: string, file: string, lines: SourceLines): string {
  const mappedFrames = stack
    .split("\n")
    .map((frame) => ({ text: mapFrame(frame, file, lines), own: frame.includes(file) }));
  const last = mappedFrames.findLastIndex(({ own }) => own);
  if (last < 0) return stack;
  return mappedFrames
    .slice(0, last + 1)
    .map(({ text }) => text)
    .join("\n");
}

function mapFrame(frame: string, file: string, lines: SourceLines): string {
  const start = frame.indexOf(file);
  const position = start < 0 ? null : /^:(\d+):(\d+)/.exec(frame.slice(start + file.length));
  if (position === null) return frame;
  const { where, line, column } = placeOf(lines, Number(position[1]), Number(position[2]));
  // `file` is a path; a frame may show it as a URL.
  const before = frame.slice(0, start).replace(/file:\/\/$/, "");
  return `${before}${where}:${line}:${column}${frame.slice(start + file.length + position[0].length)}`;
}
