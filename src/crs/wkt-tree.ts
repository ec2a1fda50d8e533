/** An element of WKT: `PRIMEM["Greenwich",0]`. */
export interface WktElement {
  /** In capitals. */
  readonly keyword: string;
  readonly values: readonly (string | number | WktElement)[];
}

const TOKEN = /\s*(?:"((?:[^"]|"")*)"|([[\](),])|([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)|([A-Za-z_]\w*))/y;
const DEEPEST = 20;

/** The text of a CRS, WKT 1 or 2, as elements in one another; undefined for what is none. */
export function parseWkt(text: string): WktElement | undefined {
  const reader = new WktTreeReader(text);
  return reader.element(0);
}

type Token =
  | { readonly kind: "text"; readonly value: string }
  | { readonly kind: "number"; readonly value: number }
  | { readonly kind: "mark" | "word"; readonly value: string };

class WktTreeReader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  element(depth: number): WktElement | undefined {
    const word = this.#next();
    return word?.kind === "word" && depth < DEEPEST ? this.#rest(word.value, depth) : undefined;
  }

  #rest(keyword: string, depth: number): WktElement | undefined {
    const open = this.#next();
    if (open === undefined || !["[", "("].includes(String(open.value))) return undefined;
    const values: (string | number | WktElement)[] = [];
    for (;;) {
      const token = this.#next();
      if (token === undefined) return undefined;
      if (token.kind === "text" || token.kind === "number") values.push(token.value);
      else if (token.kind === "word") {
        const value = this.#wordOrElement(token.value, depth);
        if (value === undefined) return undefined;
        values.push(value);
      } else if (token.value === "]" || token.value === ")") return { keyword: keyword.toUpperCase(), values };
      else if (token.value !== ",") return undefined;
    }
  }

  /** Directions and the like stand without quotes. */
  #wordOrElement(word: string, depth: number): string | WktElement | undefined {
    const isElement = /^\s*[[(]/.test(this.#text.slice(this.#at, this.#at + 20));
    if (!isElement) return word;
    return depth < DEEPEST ? this.#rest(word, depth + 1) : undefined;
  }

  #next(): Token | undefined {
    TOKEN.lastIndex = this.#at;
    const found = TOKEN.exec(this.#text);
    if (found === null) return undefined;
    this.#at = TOKEN.lastIndex;
    const [, text, mark, number, word = ""] = found;
    if (text !== undefined) return { kind: "text", value: text.replaceAll('""', '"') };
    if (mark !== undefined) return { kind: "mark", value: mark };
    return number === undefined ? { kind: "word", value: word } : { kind: "number", value: Number(number) };
  }
}

/** The first element of one of these keywords among an element's own values. */
export function childOf({ values }: WktElement, ...keywords: readonly string[]): WktElement | undefined {
  return values.find((value): value is WktElement => typeof value === "object" && keywords.includes(value.keyword));
}

export function childrenOf({ values }: WktElement, ...keywords: readonly string[]): WktElement[] {
  return values.filter((value): value is WktElement => typeof value === "object" && keywords.includes(value.keyword));
}

export function nameOf(element: WktElement | undefined): string {
  const [name] = element?.values ?? [];
  return typeof name === "string" ? name : "";
}
