import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript-6";
import { expect, test } from "vitest";
import { libraries } from "../../kernel/cells/libraries.ts";

const FOLDER = dirname(fileURLToPath(import.meta.resolve("typescript-6")));
/** Of these Node has a part only, or has them under no name that a program could look for. */
const NOT_LOOKED_FOR =
  /^(?:WeakKeyTypes|.*Options|.*Registry|.*Part|.*Locale.*|DurationFormat.*|ReadonlySetLike|ReadonlyArray|ReadonlySet)$/;

/** Every method and property that a library file adds to a global: by path, such as `Array.prototype.at`. */
function members(library: string): string[] {
  const path = join(FOLDER, library);
  const file = ts.createSourceFile(path, readFileSync(path, "utf8"), ts.ScriptTarget.Latest, true);
  return file.statements.filter(ts.isInterfaceDeclaration).flatMap(({ name, members: all }) => {
    if (NOT_LOOKED_FOR.test(name.text)) return [];
    const owner = name.text.endsWith("Constructor") ? name.text.slice(0, -"Constructor".length) : name.text;
    const isStatic = owner !== name.text || owner === "Atomics";
    return all.flatMap((member) =>
      member.name && ts.isIdentifier(member.name)
        ? [`${owner}.${isStatic ? "" : "prototype."}${member.name.text}`]
        : [],
    );
  });
}

function isThere(path: string): boolean {
  const names = path.split(".");
  const last = names.pop() ?? "";
  let owner: unknown = globalThis;
  for (const name of names) owner = owner === undefined ? undefined : (owner as Record<string, unknown>)[name];
  return Reflect.has(new Object(owner), last);
}

test("cells know of no method that this Node lacks", () => {
  const after = libraries().filter((library) => library !== "lib.es2023.d.ts");
  const all = ["lib.es2023.array.d.ts", ...after].flatMap(members);
  expect(all.length).toBeGreaterThan(20);
  expect(all.filter((path) => !isThere(path))).toEqual([]);
});

test("cells know of what the newest Node has where it has it", () => {
  expect(libraries().includes("lib.esnext.array.d.ts")).toBe("fromAsync" in Array);
  expect(libraries().includes("lib.es2025.collection.d.ts")).toBe("union" in Set.prototype);
});
