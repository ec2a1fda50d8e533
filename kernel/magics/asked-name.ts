/** `x?`, `?x`, `geo.buffer?`, with two question marks for more: a cell that asks for help and has nothing else. */
export interface AskedName {
  /** A name or a path of names; a magic with its percent sign. */
  readonly name: string;
  readonly detail: 0 | 1;
}

const NAME = String.raw`[\p{ID_Start}_$][\p{ID_Continue}$]*`;
const PATH = String.raw`${NAME}(?:\s*\??\.\s*${NAME})*`;
const BEFORE = new RegExp(String.raw`^\s*(\?{1,2})\s*(${PATH}|%{1,2}\w+)\s*;?\s*$`, "u");
// a magic with the mark behind it may stand among others, and is read as one
const AFTER = new RegExp(String.raw`^\s*(${PATH})\s*(\?{1,2})\s*;?\s*$`, "u");

/** What a cell asks for; undefined where it is anything else. */
export function askedName(text: string): AskedName | undefined {
  const before = BEFORE.exec(text);
  const [name, marks] = before ? [before[2], before[1]] : (AFTER.exec(text) ?? []).slice(1);
  return name === undefined ? undefined : { name: name.replaceAll(/\s/g, ""), detail: marks === "??" ? 1 : 0 };
}
