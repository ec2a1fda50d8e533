import { SpatialError } from "../../errors.ts";
import type { Bindings } from "../../schema/types/bindings.ts";

export interface BoundQuery {
  readonly sql: string;
  readonly values: readonly unknown[];
  /** Where in the user's own text a place of this one is, in code points. */
  readonly original: (offset: number) => number;
}

/** A piece of SQL that holds no parameter: text, names in quotes, comments, bodies in dollars. */
const OPAQUE =
  /[eE]'(?:[^'\\]|\\[^]|'')*'|'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|\/\*[^]*?\*\/|\$(?<tag>[a-zA-Z_]\w*)?\$[^]*?\$\k<tag>\$|::|[\p{L}_][\p{L}\p{N}_$]*/uy;
const NAMED = /[:$](\p{L}[\p{L}\p{N}_]*)/uy;

/**
 * A query with its values by place. `:name` and `$name` stand for a value wherever that name was given; text in quotes,
 * comments, casts (::) and slices ([1:n]) stay as they are. Throws BAD_ARGUMENT for a name that the query does not have.
 */
export function bindNames(sql: string, given: Bindings): BoundQuery {
  if (Array.isArray(given)) return { sql, values: given as readonly unknown[], original: (offset) => offset };
  const named = given as Readonly<Record<string, unknown>>;
  const used = new Map<string, number>();
  const text = new BoundText();
  for (const { word, name } of pieces(sql)) {
    const isGiven = name !== undefined && Object.hasOwn(named, name);
    if (isGiven && !used.has(name)) used.set(name, used.size + 1);
    text.add(word, isGiven ? `$${used.get(name)}` : word);
  }
  const unused = Object.keys(named).find((name) => !used.has(name));
  if (unused !== undefined)
    throw new SpatialError(
      "BAD_ARGUMENT",
      `The query has no :${unused}, for which a value is given. Write it where the value belongs: where population > :${unused}.`,
    );
  return { sql: text.bound, values: [...used.keys()].map((name) => named[name]), original: (at) => text.original(at) };
}

class BoundText {
  bound = "";
  #boundLength = 0;
  #length = 0;
  /** Where a replaced piece ends, here and in the user's text. */
  readonly #ends: (readonly [bound: number, original: number])[] = [[0, 0]];

  add(word: string, put: string): void {
    this.bound += put;
    this.#boundLength += Array.from(put).length;
    this.#length += Array.from(word).length;
    if (word !== put) this.#ends.push([this.#boundLength, this.#length]);
  }

  original(offset: number): number {
    const [bound, original] = this.#ends.findLast(([end]) => end <= offset) ?? [0, 0];
    return original + offset - bound;
  }
}

/** The query's words, those that may stand for a value with their names. */
export function* pieces(sql: string): Generator<{ readonly word: string; readonly name?: string }> {
  for (let at = 0; at < sql.length;) {
    OPAQUE.lastIndex = NAMED.lastIndex = at;
    const opaque = OPAQUE.exec(sql)?.[0];
    const named = opaque === undefined ? NAMED.exec(sql) : null;
    const word = opaque ?? named?.[0] ?? sql[at]!;
    yield { word, ...(named?.[1] !== undefined && { name: named[1] }) };
    at += word.length;
  }
}
