import { readFileSync, statSync } from "node:fs";
import { dirname, extname, join, resolve } from "node:path";
import type ts from "typescript-6";
import type { LocalImports, LocalModule } from "./converter-messages.ts";
import { callImport } from "./dynamic-imports.ts";
import { nameModule } from "./import-meta.ts";
import { awaitsAtTop } from "./top-level-await.ts";

type Compiler = typeof ts;

/** What an import without an ending may mean, in the compiler's order. */
const ENDINGS = [".ts", ".tsx", ".js", ".jsx", ".mts", ".cts", ".mjs", ".cjs", ".json"];
/** An import may name the file that a file of TypeScript would be compiled to. */
const SOURCES: Readonly<Record<string, readonly string[]>> = {
  ".js": [".ts", ".tsx"],
  ".jsx": [".tsx"],
  ".mjs": [".mts"],
  ".cjs": [".cts"],
};
const LOCAL = /^(?:\.{0,2}\/|\.{1,2}$)/;

type Compiled = Omit<LocalModule, "imports" | "others"> & {
  readonly text: string;
  readonly specifiers: readonly string[];
};

/** Files of the user's, compiled to CommonJS: each is read when a cell imports it, so that an edit is seen at once. */
export class LocalFiles {
  readonly #is: Compiler;
  readonly #compiled = new Map<string, Compiled>();
  /** Modules that cells have become, by the path of the file they stand for. */
  readonly #cells = new Map<string, string>();

  constructor(is: Compiler) {
    this.#is = is;
  }

  /** A cell becomes a module in the notebook's folder. */
  addCell(name: string, text: string): void {
    this.#cells.set(resolve(`${name}.ts`), text);
  }

  /** What a script requires. @param folder of the file that it comes from */
  importedBy(script: string, folder: string): LocalImports {
    const imports = /\brequire\(/.test(script) ? this.#resolved(specifiersIn(this.#is, script), folder) : {};
    return { imports, modules: this.compile(Object.values(imports)) };
  }

  /** The file that a specifier means, where it is a local one. */
  find(specifier: string, folder: string): string | undefined {
    if (!LOCAL.test(specifier)) return undefined;
    const path = resolve(folder, specifier);
    const written = extname(path);
    const sources = (SOURCES[written] ?? []).map((ending) => path.slice(0, -written.length) + ending);
    const files = [
      ...(ENDINGS.includes(written) ? [path, ...sources] : []),
      ...ENDINGS.map((ending) => path + ending),
      ...ENDINGS.map((ending) => join(path, `index${ending}`)),
    ];
    const found = files.find((file) => this.#cells.has(file) || isFile(file));
    return found?.includes("/node_modules/") === true ? undefined : found;
  }

  /** The files and all files behind them, compiled. */
  compile(paths: Iterable<string>): LocalModule[] {
    const modules = new Map<string, LocalModule>();
    const add = (path: string): void => {
      if (modules.has(path)) return;
      const { specifiers, text: _, ...module } = this.#compile(path);
      const imports = this.#resolved(specifiers, dirname(path));
      const others = specifiers.filter((specifier) => !Object.hasOwn(imports, specifier));
      modules.set(path, { ...module, imports, others });
      for (const behind of Object.values(imports)) add(behind);
    };
    for (const path of paths) add(path);
    return [...modules.values()];
  }

  #resolved(specifiers: readonly string[], folder: string): Record<string, string> {
    const found = specifiers.flatMap((specifier) => {
      const path = this.find(specifier, folder);
      return path === undefined ? [] : [[specifier, path] as const];
    });
    return Object.fromEntries(found);
  }

  #compile(path: string): Compiled {
    const text = this.#cells.get(path) ?? readFileSync(path, "utf8");
    const known = this.#compiled.get(path);
    if (known?.text === text) return known;
    const compiled = { text, path, ...(path.endsWith(".json") ? asJson(text) : this.#translate(path, text)) };
    this.#compiled.set(path, compiled);
    return compiled;
  }

  #translate(path: string, text: string): Omit<Compiled, "path" | "text"> {
    const is = this.#is;
    const { outputText, sourceMapText: map = "" } = is.transpileModule(text, {
      // in other files the compiler leaves `import` and `export` as they are
      fileName: path.replace(/\.[mc]([jt]s)$/, ".$1"),
      compilerOptions: {
        alwaysStrict: false, // a CommonJS file need not be; modules are in any case
        ignoreDeprecations: "6.0",
        module: is.ModuleKind.CommonJS,
        target: is.ScriptTarget.ES2022,
        esModuleInterop: true,
        allowJs: true,
        jsx: is.JsxEmit.React,
        sourceMap: true,
      },
      transformers: { before: [callImport(is), nameModule(is)] },
    });
    const code = outputText.replace(/\n\/\/# sourceMappingURL=.*\s*$/, "\n");
    return { code, map, isAsync: awaitsAtTop(is, text), specifiers: specifiersIn(is, code) };
  }
}

function asJson(text: string): Omit<Compiled, "path" | "text"> {
  return { code: text, map: "", isAsync: false, specifiers: [] };
}

function specifiersIn(is: Compiler, code: string): string[] {
  return is.preProcessFile(code, true, true).importedFiles.map(({ fileName }) => fileName);
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}
