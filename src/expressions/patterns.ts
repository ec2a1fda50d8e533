import { SpatialError } from "../errors.ts";

/** Patterns that come from a field are few; so many are kept. */
const KEPT = 200;
const known = new Map<string, RegExp>();

/** @throws SpatialError BAD_EXPRESSION for what is no regular expression */
export function regexOf(pattern: string, flags = ""): RegExp {
  return kept(`${flags}/${pattern}`, () => {
    try {
      return new RegExp(pattern, `u${flags}`);
    } catch (cause) {
      if (!(cause instanceof SyntaxError)) throw cause;
      throw new SpatialError("BAD_EXPRESSION", `'${pattern}' is no regular expression: ${cause.message}.`, { cause });
    }
  });
}

/** LIKE's pattern: % for any text, _ for one character, \ before one that means itself. */
export function likePattern(pattern: string, flags = ""): RegExp {
  return kept(`like ${flags}/${pattern}`, () => {
    const body = pattern.replaceAll(/\\([%_\\])|%|_|[^%_\\]+|\\/g, (part, escaped: string | undefined) => {
      if (escaped !== undefined) return literal(escaped);
      if (part === "%") return "[\\s\\S]*";
      return part === "_" ? "[\\s\\S]" : literal(part);
    });
    return new RegExp(`^${body}$`, `u${flags}`);
  });
}

function literal(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
}

function kept(key: string, make: () => RegExp): RegExp {
  const found = known.get(key);
  if (found) return found;
  const made = make();
  if (known.size >= KEPT) known.clear();
  known.set(key, made);
  return made;
}
