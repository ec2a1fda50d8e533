import type ts from "typescript-6";
import { declareBlockVariables } from "./block-variables.ts";
import { MODULE_MARK, parseCell } from "./parse-cell.ts";

/** The parts of the compiler that its types leave out. */
type Bound = ts.SourceFile & { readonly locals?: Map<string, ts.Symbol> };
type Binder = typeof ts & { bindSourceFile(file: ts.SourceFile, options: ts.CompilerOptions): void };

/**
 * tslab compiles a cell to learn its names, and again with an export of them. This lets it do so once: the cell comes
 * with its exports, and tslab, which asks for all names of the file before anything else, finds none.
 */
export class ExportedNames {
  readonly #compiler: Binder;
  #names: ReadonlySet<string> = new Set();
  #symbols: readonly ts.Symbol[] = [];
  /** The exports of the latest cell. */
  #suffix = "";
  /** The declarations of the latest cell that tslab leaves out. */
  #declare = () => "";

  constructor(compiler: typeof ts) {
    this.#compiler = compiler as Binder;
  }

  /** What the latest cell declares, types and all. */
  get names(): ReadonlySet<string> {
    return this.#names;
  }

  /** Those of them that may be assigned. */
  variables(): string[] {
    const { SymbolFlags, NodeFlags, getCombinedNodeFlags } = this.#compiler;
    const isVariable = ({ flags, valueDeclaration: declaration }: ts.Symbol): boolean =>
      (flags & SymbolFlags.Variable) !== 0 &&
      declaration !== undefined &&
      (getCombinedNodeFlags(declaration) & NodeFlags.Const) === 0;
    return this.#symbols.filter(isVariable).map(({ name }) => name);
  }

  /** The cell with an export of every name at its top. */
  append(code: string): string {
    const compiler = this.#compiler;
    const target = compiler.ScriptTarget.Latest;
    const file: Bound = parseCell(compiler, MODULE_MARK + code);
    compiler.bindSourceFile(file, { target });
    // of `declare module "x"` and `declare global` the names can't be exported
    const names = Array.from(file.locals?.keys() ?? [], String).filter(
      (name) => /^[^"']/.test(name) && name !== "__global",
    );
    this.#names = new Set(names);
    this.#symbols = [...(file.locals?.values() ?? [])];
    this.#suffix = names.length === 0 ? "" : `\nexport {${names.join(", ")}}`;
    return code + this.#suffix;
  }

  /** To be called with each program before tslab sees it. */
  hideFromTslab(program: ts.Program): void {
    if (this.#suffix === "") return;
    const checker = program.getTypeChecker(); // binds all files
    for (const file of program.getSourceFiles() as readonly Bound[]) {
      if (!file.locals || !file.text.endsWith(this.#suffix)) continue;
      file.locals.forEach = () => undefined;
      this.#declare = () => declareBlockVariables(this.#compiler, file, checker);
    }
  }

  /** Declarations to add to those that tslab makes of the latest cell. To be called once; it lets the program go. */
  takeDeclarations(): string {
    const declarations = this.#declare();
    this.#declare = () => "";
    return declarations;
  }
}
