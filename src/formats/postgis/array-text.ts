/**
 * An array as PostgreSQL writes it: `{1,NULL,"a \"b\""}`, those of several dimensions nested, `[0:1]={1,2}` with bounds,
 * which are left out.
 * @param read makes a value of an item's text
 */
export function parseArray(text: string, read: (item: string) => unknown): unknown[] {
  const start = text.startsWith("[") ? text.indexOf("=") + 1 : 0;
  return new ArrayReader(text, start, read).list();
}

class ArrayReader {
  readonly #text: string;
  readonly #read: (item: string) => unknown;
  #at: number;

  constructor(text: string, at: number, read: (item: string) => unknown) {
    this.#text = text;
    this.#at = at;
    this.#read = read;
  }

  list(): unknown[] {
    const items: unknown[] = [];
    this.#at++; // {
    while (this.#at < this.#text.length && this.#text[this.#at] !== "}") {
      items.push(this.#item());
      if (this.#text[this.#at] === ",") this.#at++;
    }
    this.#at++; // }
    return items;
  }

  #item(): unknown {
    const char = this.#text[this.#at];
    if (char === "{") return this.list();
    if (char === '"') return this.#read(this.#quoted());
    const from = this.#at;
    while (!/[,}]/.test(this.#text[this.#at] ?? "}")) this.#at++;
    const word = this.#text.slice(from, this.#at);
    return word === "NULL" ? null : this.#read(word);
  }

  #quoted(): string {
    let value = "";
    for (this.#at++; this.#at < this.#text.length && this.#text[this.#at] !== '"'; this.#at++) {
      if (this.#text[this.#at] === "\\") this.#at++;
      value += this.#text[this.#at] ?? "";
    }
    this.#at++;
    return value;
  }
}
