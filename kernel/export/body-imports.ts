import { findMagics } from "../magics/find-magics.ts";
import { readScopes } from "../magics/scopes.ts";
import { namesIn } from "./prologue.ts";

/**
 * The notebook's imports that a task's body uses, as its first lines. In a notebook they go along by themselves; of a
 * script nobody knows what it imports.
 */
export function bodyImports(body: string, statements: Iterable<string>): string {
  const used = namesIn(body);
  const scopes = readScopes(findMagics(body, () => true).tokens, body.length);
  const isNeeded = (name: string): boolean => used.has(name) && !scopes.topLevel(name);
  return Array.from(statements, (statement) => loading(statement, isNeeded)).join("");
}

/** `import a, { b as c } from …` as `const { default: a, b: c } = await import(…);`, for the names needed. */
function loading(statement: string, isNeeded: (name: string) => boolean): string {
  const [, clause = "", module = ""] = /^import\s+(?!type\s)([^"']+?)\s*from\s*(["'][^"']+["'])/.exec(statement) ?? [];
  const [outside = "", inside = ""] = clause.split(/[{}]/);
  const whole = /\*\s+as\s+(\S+)/.exec(outside)?.[1];
  const byDefault = /^[\p{ID_Start}_$][\p{ID_Continue}$]*/u.exec(outside)?.[0];
  const members = inside.split(",").flatMap((part) => {
    const [name = "", local = name] = part.trim().split(/\s+as\s+/);
    return isNeeded(local) ? [name === local ? name : `${name}: ${local}`] : [];
  });
  if (byDefault !== undefined && isNeeded(byDefault)) members.unshift(`default: ${byDefault}`);
  const patterns = [
    ...(whole !== undefined && isNeeded(whole) ? [whole] : []),
    ...(members.length === 0 ? [] : [`{ ${members.join(", ")} }`]),
  ];
  return patterns.map((pattern) => `const ${pattern} = await import(${module});\n`).join("");
}
