import { resolve } from "node:path";
import type ts from "typescript-6";
import type { ExportedNames } from "./exported-names.ts";

/** The part of the compiler that its types leave out. */
type Binder = typeof ts & { bindSourceFile(file: ts.SourceFile, options: ts.CompilerOptions): void };

/**
 * Cells that no declaration file can tell of, because of a type without a name or a private member: their own text stays
 * for the compiler, as a module that later cells import.
 */
export class CellFiles {
  readonly #is: Binder;
  readonly #texts = new Map<string, string>();
  #count = 0;

  constructor(is: typeof ts) {
    this.#is = is as Binder;
  }

  /** What the compiler finds at a path; undefined for files that are none of these. */
  textOf(path: string): string | undefined {
    return this.#texts.get(path);
  }

  /**
   * Keeps a cell.
   *
   * @param before declarations of the names in its scope, as the text of a `.d.ts` file
   * @returns declarations of its own names
   */
  add(code: string, names: ExportedNames, before: string): string {
    const id = ++this.#count;
    const [cell, scope] = [`__cell_${id}`, `__scope_${id}`];
    const around = this.#namesIn(before);
    const taken = around.filter((name) => !names.names.has(name));
    this.#texts.set(resolve(`${scope}.d.ts`), `${before}\nexport { ${around.join(", ")} };\n`);
    const own = [...names.names].join(", ");
    this.#texts.set(
      resolve(`${cell}.ts`),
      `import { ${taken.join(", ")} } from "./${scope}";\n${code}\nexport { ${own} };\n`,
    );
    const variables = names.variables();
    const others = [...names.names].filter((name) => !variables.includes(name));
    const declared = variables.map((name) => `declare let ${name}: typeof import("./${cell}").${name};\n`);
    return `import { ${others.join(", ")} } from "./${cell}";\n${declared.join("")}`;
  }

  #namesIn(declarations: string): string[] {
    const is = this.#is;
    const target = is.ScriptTarget.Latest;
    const file = is.createSourceFile("scope.d.ts", `export {};\n${declarations}`, target);
    is.bindSourceFile(file, { target });
    const { locals } = file as { readonly locals?: ReadonlyMap<string, unknown> };
    return [...(locals?.keys() ?? [])].filter((name) => /^[\p{ID_Start}_$]/u.test(name) && name !== "__global");
  }
}
