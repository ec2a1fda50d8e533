import type { JsonObject } from "../../src/wire/message.ts";

type Entry = readonly [session: number, line: number, code: string];

/**
 * The cells of this session, in memory. Sessions before this one are not kept; this one has the number 0, as `range`
 * calls it.
 */
export class History {
  readonly #entries: Entry[] = [];
  /** By line, the text of results. */
  readonly #outputs = new Map<number, string>();

  add(line: number, code: string): void {
    this.#entries.push([0, line, code]);
  }

  addOutput(line: number, text: string): void {
    this.#outputs.set(line, text);
  }

  /**
   * Answers the content of a `history_request` as IPython does; see "History" in Jupyter's messaging documentation.
   * What isn't of the right type counts as not given, and an unknown kind of access finds nothing.
   *
   * @returns the reply's `history`; with `output` each code becomes a pair with the result's text, or null
   */
  find(query: JsonObject): readonly unknown[] {
    const found = this.#select(query);
    if (query["output"] !== true) return found;
    return found.map(([session, line, code]) => [session, line, [code, this.#outputs.get(line) ?? null]]);
  }

  #select(query: JsonObject): readonly Entry[] {
    switch (query["hist_access_type"]) {
      case "tail":
        return last(this.#entries, integerIn(query, "n"));
      case "range":
        return this.#range(query);
      case "search":
        return this.#search(query);
      default:
        return [];
    }
  }

  /** Lines from `start` until before `stop`; negative ones count from the end, so that -1 is the last one. */
  #range(query: JsonObject): readonly Entry[] {
    if ((integerIn(query, "session") ?? 0) !== 0) return [];
    const end = (this.#entries.at(-1)?.[1] ?? 0) + 1;
    const fromEnd = (line: number) => (line < 0 ? line + end : line);
    const start = fromEnd(integerIn(query, "start") ?? 0);
    const stop = fromEnd(integerIn(query, "stop") || end);
    return this.#entries.filter(([, line]) => line >= start && line < stop);
  }

  #search(query: JsonObject): readonly Entry[] {
    const { pattern } = query;
    const matches = globOf(typeof pattern === "string" ? pattern : "*");
    const found = this.#entries.filter(([, , code]) => matches.test(code));
    return last(query["unique"] === true ? latestOfEach(found) : found, integerIn(query, "n"));
  }
}

function integerIn(query: JsonObject, key: string): number | undefined {
  const value = query[key];
  return typeof value === "number" && Number.isInteger(value) ? value : undefined;
}

function last(entries: readonly Entry[], n: number | undefined): readonly Entry[] {
  return n === undefined ? entries : entries.slice(Math.max(0, entries.length - n));
}

function latestOfEach(entries: readonly Entry[]): Entry[] {
  const latest = new Map(entries.map((entry) => [entry[2], entry]));
  return entries.filter((entry) => latest.get(entry[2]) === entry);
}

/** `*` stands for anything, `?` for one character; a pattern matches the whole cell. */
function globOf(pattern: string): RegExp {
  const escaped = pattern.replaceAll(/[.+^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`^${escaped.replaceAll("*", "[^]*").replaceAll("?", "[^]")}$`);
}
