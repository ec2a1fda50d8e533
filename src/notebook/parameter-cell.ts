/** A variable as the cell tagged `parameters` declares it. */
export interface Declared {
  readonly keyword: "const" | "let" | "var";
  /** What it says of its type, in TypeScript. */
  readonly type?: string;
  /** The code of its value. */
  readonly initial?: string;
}

/** What kind of value a variable takes, where its declaration shows it. */
export type Kind = "string" | "number" | "boolean" | "bigint";

const NAME = String.raw`[\p{ID_Start}_$][\p{ID_Continue}$]*`;
const KEYWORD = /(?<![\w$.])(const|let|var)\s+/g;
const DECLARATOR = new RegExp(String.raw`^(\s*${NAME}\s*)(?:!?:([^]*?))?(?:=(?![=>])([^]*))?$`, "u");
const PATTERN = new RegExp(String.raw`(${NAME})\s*(?=[,}\]=]|$)`, "gu");
const HIDDEN = /\/\/.*|\/\*[^]*?\*\/|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`/g;

/** The variables that code declares outside of blocks, by name. */
export function declaredIn(source: string): ReadonlyMap<string, Declared> {
  const masked = source.replaceAll(HIDDEN, mask);
  const found = new Map<string, Declared>();
  for (const match of masked.matchAll(KEYWORD)) {
    if (depthAt(masked, match.index) > 0) continue;
    const keyword = match[1] as Declared["keyword"];
    const start = match.index + match[0].length;
    for (const [from, to] of declaratorsIn(masked, start)) {
      const code = masked.slice(from, to);
      const [, name, type, initial] = DECLARATOR.exec(code) ?? [];
      if (name === undefined) {
        for (const [, part = ""] of code.split("=")[0]?.matchAll(PATTERN) ?? []) found.set(part, { keyword });
        continue;
      }
      const initialAt = to - (initial?.length ?? 0);
      const typeAt = from + code.indexOf(":") + 1;
      found.set(name.trim(), {
        keyword,
        ...(type === undefined ? {} : { type: source.slice(typeAt, typeAt + type.length).trim() }),
        ...(initial === undefined ? {} : { initial: source.slice(initialAt, to).trim() }),
      });
    }
  }
  return found;
}

/** What its declaration shows: the type it says, or else that of a plain value. */
export function kindOf({ type, initial }: Declared): Kind | undefined {
  if (type === undefined) return initial === undefined ? undefined : kindOfValue(initial);
  const kinds = new Set(type.split("|").flatMap((part) => kindOfType(part.trim())));
  return kinds.size === 1 ? [...kinds][0] : undefined;
}

function kindOfType(type: string): (Kind | undefined)[] {
  if (type === "" || type === "null" || type === "undefined") return [];
  if (/^(?:string|number|boolean|bigint)$/.test(type)) return [type as Kind];
  return [kindOfValue(type)];
}

function kindOfValue(code: string): Kind | undefined {
  if (/^(?:"[^"]*"|'[^']*'|`[^`$]*`)$/.test(code)) return "string";
  if (/^(?:true|false)$/.test(code)) return "boolean";
  if (/^[-+]?\d+n$/.test(code)) return "bigint";
  return code !== "" && /^[-+]?[\d.]/.test(code) && !Number.isNaN(Number(code.replaceAll("_", "")))
    ? "number"
    : undefined;
}

/** Comments are space; quotes stay, so that there is something. */
function mask(hidden: string): string {
  const blank = hidden.replaceAll(/[^\n]/g, " ");
  return hidden.startsWith("/") ? blank : `"${blank.slice(2)}"`;
}

function depthAt(masked: string, end: number): number {
  let depth = 0;
  for (let at = 0; at < end; at++) depth += step(masked[at]);
  return depth;
}

function step(character: string | undefined): number {
  if (character === undefined) return 0;
  if ("([{".includes(character)) return 1;
  return ")]}".includes(character) ? -1 : 0;
}

/** From and to of each declarator of a statement. A comma within `Map<string, number>` separates none. */
function declaratorsIn(masked: string, start: number): (readonly [number, number])[] {
  const parts: [number, number][] = [];
  let [from, depth, at] = [start, 0, start];
  for (; at < masked.length; at++) {
    depth += step(masked[at]);
    if (depth < 0 || (depth === 0 && endsStatement(masked, at))) break;
    if (depth > 0 || masked[at] !== "," || !/^,\s*[\p{ID_Start}_${[][^<>]*?(?:[:=,;\n]|$)/u.test(masked.slice(at)))
      continue;
    parts.push([from, at]);
    from = at + 1;
  }
  return [...parts, [from, at]];
}

/** A semicolon, or a line's end that neither this line nor the next goes on over. */
function endsStatement(masked: string, at: number): boolean {
  if (masked[at] === ";") return true;
  if (masked[at] !== "\n") return false;
  return !/[,=:|&+\-*/<?(]\s*$/.test(masked.slice(0, at)) && !/^\s*[,=|&.?*:]/.test(masked.slice(at));
}
