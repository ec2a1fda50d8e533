/** Finds where generated code came from: line and column from 0. */
export interface CodePosition {
  readonly line: number;
  readonly column: number;
}

/** Line and column (both from 0, columns in UTF-16 units) of an offset. */
export function positionAt(text: string, offset: number): CodePosition {
  const before = text.slice(0, offset);
  const line = before.split("\n").length - 1;
  return { line, column: before.length - (before.lastIndexOf("\n") + 1) };
}

/** The inverse of `positionAt`; a line or column beyond the text's end counts as its end. */
export function offsetAt(text: string, { line, column }: CodePosition): number {
  let start = 0;
  for (let i = 0; i < line; i++) {
    const end = text.indexOf("\n", start);
    if (end < 0) return text.length;
    start = end + 1;
  }
  return Math.min(start + column, text.length);
}

/** Jupyter counts a cursor's position in code points, JavaScript in UTF-16 units. */
export function offsetOfCursor(text: string, cursor: number): number {
  let offset = 0;
  for (let seen = 0; seen < cursor && offset < text.length; seen++) offset += isPair(text, offset) ? 2 : 1;
  return offset;
}

export function cursorOfOffset(text: string, offset: number): number {
  return Array.from(text.slice(0, offset)).length;
}

function isPair(text: string, offset: number): boolean {
  return (text.codePointAt(offset) ?? 0) > 0xffff;
}
