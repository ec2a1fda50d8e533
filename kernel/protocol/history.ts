/** What `history_request` asks for; see "History" in Jupyter's messaging documentation. */
export interface HistoryQuery {
  readonly hist_access_type?: string;
  readonly session?: number;
  readonly start?: number;
  readonly stop?: number;
  readonly n?: number;
  readonly pattern?: string;
  readonly unique?: boolean;
  readonly output?: boolean;
}

type Entry = readonly [session: number, line: number, code: string];

/** The cells of this session, in memory. Sessions before this one are not kept. */
export class History {
  readonly #entries: Entry[] = [];

  add(number: number, code: string): void {
    this.#entries.push([0, number, code]);
  }

  /** @returns the reply's `history`; with `output` each code becomes a pair with no output, since outputs are not kept */
  find(query: HistoryQuery): unknown[] {
    const found = this.#select(query);
    return query.output === true ? found.map(([session, line, code]) => [session, line, [code, null]]) : found;
  }

  #select({ hist_access_type: type, start = 0, stop, n, pattern = "*", unique, session = 0 }: HistoryQuery): Entry[] {
    if (type === "range") {
      return session > 0 ? [] : this.#entries.filter(([, line]) => line >= start && line < (stop ?? Infinity));
    }
    if (type !== "search") return last(this.#entries, n);
    const matches = globOf(pattern);
    const found = this.#entries.filter(([, , code]) => matches.test(code));
    return last(unique === true ? latestOfEach(found) : found, n);
  }
}

function last(entries: Entry[], n: number | undefined): Entry[] {
  return n === undefined || n === null ? entries : entries.slice(Math.max(0, entries.length - n));
}

function latestOfEach(entries: readonly Entry[]): Entry[] {
  return entries.filter(([, , code], index) => !entries.slice(index + 1).some((later) => later[2] === code));
}

/** `*` stands for anything, `?` for one character; a pattern matches the whole cell. */
function globOf(pattern: string): RegExp {
  const escaped = pattern.replaceAll(/[.+^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`^${escaped.replaceAll("*", "[^]*").replaceAll("?", "[^]")}$`);
}
