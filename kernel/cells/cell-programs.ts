import type ts from "typescript-6";
import { constantWrites } from "./constant-writes.ts";

type Compiler = typeof ts;

/** `await` and `for await` outside of functions, and `import x = require()`: what modules of ours may have. */
const ALLOWED_IN_MODULES = new Set([1308, 1103, 1202, 1203]);

/** An import that ends in `.ts`. The option that allows it breaks the compiler's own way to name a type's module. */
const WHOLE_NAME = 5097;

/** What tslab's fork of the compiler has. */
interface Diagnosing {
  getPreEmitDiagnosticsOfFiles(program: ts.Program, files: readonly ts.SourceFile[]): readonly ts.Diagnostic[];
}

/**
 * tslab checks and compiles the user's files with the cell that imports them, as though they were cells. This leaves it
 * the cell alone, and adds what the compiler has to say of the files.
 */
export class CellPrograms {
  readonly #is: Compiler;

  constructor(is: Compiler) {
    this.#is = is;
  }

  /** To be called with each program before tslab sees it. */
  take(builder: ts.BuilderProgram): void {
    builder.getAllDependencies = ({ fileName }) => [fileName];
    builder.emit = withoutBreakdowns(builder.emit.bind(builder));
  }

  get overrides(): Diagnosing {
    return {
      // without those of declaration files: what these can't tell of, cells may declare all the same
      getPreEmitDiagnosticsOfFiles: (program, files) =>
        files
          .flatMap((file) => [
            ...program.getSyntacticDiagnostics(file),
            ...program.getSemanticDiagnostics(file),
            ...constantWrites(this.#is, program.getTypeChecker(), file),
            ...this.#ofModules(program, file),
          ])
          .filter(({ code }) => code !== WHOLE_NAME),
    };
  }

  #ofModules(program: ts.Program, cell: ts.SourceFile): ts.Diagnostic[] {
    return this.#modulesOf(program, cell)
      .flatMap((file): readonly ts.Diagnostic[] => diagnosticsOf(program, file))
      .filter(({ code }) => !ALLOWED_IN_MODULES.has(code))
      .map((one) => Object.assign({}, one, { messageText: this.#text(one) }));
  }

  /** The user's files behind a cell. */
  #modulesOf(program: ts.Program, cell: ts.SourceFile): ts.SourceFile[] {
    const checker = program.getTypeChecker();
    const found = new Set([cell]);
    for (const file of found) {
      for (const specifier of (file as Importing).imports) {
        const module = checker.getSymbolAtLocation(specifier)?.declarations?.find(this.#is.isSourceFile);
        if (module && isOwn(module.fileName)) found.add(module);
      }
    }
    found.delete(cell);
    return [...found];
  }

  /** In one piece: tslab takes the pieces for complaints about the cell. */
  #text({ messageText }: ts.Diagnostic): string {
    return this.#is.flattenDiagnosticMessageText(messageText, "\n");
  }
}

type Emit = ts.BuilderProgram["emit"];

/**
 * The compiler breaks down over some types when it writes declarations, which comes after the script: then the cell has
 * no declarations, as when it refuses to write them.
 */
function withoutBreakdowns(emit: Emit): Emit {
  return (file, write, ...rest) => {
    let hasScript = false;
    const written: typeof write = (name, ...all) => {
      hasScript ||= name.endsWith(".js");
      write?.(name, ...all);
    };
    try {
      return emit(file, written, ...rest);
    } catch (error) {
      if (!hasScript) throw error;
      return { emitSkipped: true, diagnostics: [] };
    }
  };
}

function diagnosticsOf(program: ts.Program, file: ts.SourceFile): readonly ts.Diagnostic[] {
  const wrong = program.getSyntacticDiagnostics(file);
  return wrong.length > 0 ? wrong : program.getSemanticDiagnostics(file);
}

/** What the compiler's types leave out: the names of modules in a file's imports. */
interface Importing extends ts.SourceFile {
  readonly imports: readonly ts.StringLiteralLike[];
}

/** A file of the user's with code. */
function isOwn(name: string): boolean {
  return (
    /\.[mc]?[jt]sx?$/.test(name) && !/\.d\.[mc]?ts$/.test(name) && !/\/node_modules\/|\/__cell_\d+\.ts$/.test(name)
  );
}
