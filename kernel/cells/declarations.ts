import type ts from "typescript-6";

type Compiler = typeof ts;

/** The names in scope of the next cell, as the text of a module's `.d.ts` file; and what became of a cell's own names. */
export class Declarations {
  readonly #compiler: Compiler;
  /** Interfaces that cells were given anew, by name: a cell's conversion began before what it declares anew. */
  readonly #given = new Map<string, string>();
  readonly #missing = new Set<string>();
  #text: string;

  constructor(compiler: Compiler, text: string) {
    this.#compiler = compiler;
    this.#text = text;
  }

  get text(): string {
    return this.#text;
  }

  /** Whether a cell that was to declare the name ended before it did. */
  isMissing(name: string): boolean {
    return this.#missing.has(name);
  }

  /** Replaces one of the interfaces that cells are given; `declaration` is the whole of it. */
  declare(name: string, declaration: string): void {
    this.#given.set(name, declaration);
    this.#text = this.#withGiven(this.#text);
  }

  /** A cell has run. @param missing variables it has not come to: what was declared before under their names stays. */
  cellRan(declarations: string, missing: readonly string[]): void {
    const names = new Set(missing);
    for (const name of names) this.#missing.add(name);
    const kept =
      names.size === 0
        ? declarations
        : `${this.#filter(declarations, (name) => name === undefined || !names.has(name))}
${this.#filter(this.#text, (name) => name !== undefined && names.has(name))}`;
    this.#text = this.#withGiven(kept);
  }

  /**
   * Namespaces, and what is declared for modules and the global scope: tslab forgets them after one cell.
   *
   * @param declared what the cell declares itself
   * @param text the declarations that tslab has made of it
   */
  namespaces(declared: ReadonlySet<string>, text: string): string {
    if (!/^(?:export )?declare (?:namespace|module|global)\b/m.test(this.#text)) return "";
    const is = this.#compiler;
    return is
      .createSourceFile("declarations.d.ts", this.#text, is.ScriptTarget.Latest, true)
      .statements.filter(is.isModuleDeclaration)
      .filter((statement) => !declared.has(statement.name.text) && !text.includes(statement.getText()))
      .map((statement) => `${statement.getText()}\n`)
      .join("");
  }

  /** However the compiler has printed it, an interface ends with a brace at the start of a line. */
  #withGiven(text: string): string {
    let all = text;
    for (const [name, declaration] of this.#given) {
      const old = new RegExp(String.raw`^export interface ${name} \{[^]*?^\}`, "m");
      all = all.replace(old, () => declaration);
    }
    return all;
  }

  /** @param keeps asked about each name of a value, and about `undefined` for what declares only types */
  #filter(text: string, keeps: (name: string | undefined) => boolean): string {
    const { createSourceFile, ScriptTarget } = this.#compiler;
    const file = createSourceFile("declarations.d.ts", text, ScriptTarget.Latest, true);
    return file.statements.map((statement) => this.#filterStatement(statement, keeps)).join("");
  }

  #filterStatement(statement: ts.Statement, keeps: (name: string | undefined) => boolean): string {
    const is = this.#compiler;
    if (is.isVariableStatement(statement)) {
      const { declarations } = statement.declarationList;
      const kept = declarations.filter((declaration) => keeps(declaration.name.getText()));
      const [first] = declarations;
      if (kept.length === 0 || first === undefined) return "";
      const start = statement.getFullText().slice(0, first.getStart() - statement.getFullStart());
      return `${start}${kept.map((declaration) => declaration.getText()).join(", ")};`;
    }
    if (is.isImportDeclaration(statement)) return this.#filterImport(statement, keeps);
    const isValue =
      is.isFunctionDeclaration(statement) ||
      is.isClassDeclaration(statement) ||
      is.isEnumDeclaration(statement) ||
      is.isModuleDeclaration(statement);
    return keeps(isValue ? statement.name?.getText() : undefined) ? statement.getFullText() : "";
  }

  #filterImport(statement: ts.ImportDeclaration, keeps: (name: string | undefined) => boolean): string {
    const { name, namedBindings: bindings } = statement.importClause ?? {};
    const parts: string[] = [];
    if (name && keeps(name.text)) parts.push(name.text);
    if (bindings && this.#compiler.isNamespaceImport(bindings)) {
      if (keeps(bindings.name.text)) parts.push(bindings.getText());
    } else {
      const elements = bindings?.elements.filter((element) => keeps(element.name.text)) ?? [];
      if (elements.length > 0) parts.push(`{ ${elements.map((element) => element.getText()).join(", ")} }`);
    }
    if (parts.length === 0) return "";
    return `\nimport ${parts.join(", ")} from ${statement.moduleSpecifier.getText()};`;
  }
}
