import { SourceMap, type SourceMapPayload } from "node:module";
import type { SourceLines } from "./prepared-function.ts";

export interface SourcePlace {
  readonly where: string;
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column: number;
}

/** Where in the user's source a position of the code is. @param line from 1. @param column from 1. */
export function placeOf(lines: SourceLines, line: number, column: number): SourcePlace {
  const at = lines.map === undefined ? { line, column, source: undefined } : mapped(lines.map, line, column);
  const segment = lines.segments.findLast(({ from }) => from <= at.line) ?? lines.segments[0];
  if (segment === undefined) return { where: at.source ?? "the task", line: at.line, column: at.column };
  const offset = Math.max(0, at.line - segment.from);
  const before = offset === 0 ? (segment.column ?? 1) - 1 : 0;
  return { where: segment.where, line: segment.line + offset, column: at.column + before };
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

/** Code as it is named in stacks. */
export interface StackFile {
  readonly file: string;
  readonly lines: SourceLines;
}

/**
 * A stack of user code: positions in the files become positions in the user's source, and the frames below the user's
 * own, which are the lane's, are left out, as are those in `ourFolder`.
 */
export function mapStack(stack: string, files: readonly StackFile[], ourFolder: string): string {
  const frames = stack.split("\n").map((text) => ({ text, own: files.find(({ file }) => text.includes(file)) }));
  const last = frames.findLastIndex(({ own }) => own !== undefined);
  if (last < 0) return frames.flatMap(({ text }) => (isFrameIn(ourFolder, text) ? [] : [text])).join("\n");
  return frames
    .slice(0, last + 1)
    .flatMap(({ text, own }) =>
      own === undefined ? (isFrameIn(ourFolder, text) ? [] : [text]) : [mapFrame(text, own)],
    )
    .join("\n");
}

function isFrameIn(folder: string, text: string): boolean {
  return /^\s+at /.test(text) && text.includes(folder);
}

function mapFrame(frame: string, { file, lines }: StackFile): string {
  const start = frame.indexOf(file);
  const position = start < 0 ? null : /^:(\d+):(\d+)/.exec(frame.slice(start + file.length));
  if (position === null) return frame;
  const place = placeOf(lines, Number(position[1]), Number(position[2]));
  // `file` is a path; a frame may show it as a URL.
  const before = frame
    .slice(0, start)
    .replace(/file:\/\/$/, "")
    .replace(/^(\s+at (?:async )?)Object\./, "$1"); // methods, and names of earlier cells, are members of an object of ours
  return `${before}${placeText(place, lines)}${frame.slice(start + file.length + position[0].length)}`;
}

/** As cells' own stacks say it; of a file as is usual for files. */
function placeText({ where, line, column }: SourcePlace, { segments }: SourceLines): string {
  return segments.length === 0 ? `${where}:${line}:${column}` : `${where}, line ${line}, column ${column}`;
}
