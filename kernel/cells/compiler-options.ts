import { createRequire } from "node:module";
import { join } from "node:path";
import type ts from "typescript-6";
import { CellFiles } from "./cell-files.ts";
import { copyingPrinter } from "./copied-declarations.ts";
import { DeclarationFile } from "./declaration-file.ts";
import { callImport } from "./dynamic-imports.ts";
import { forkFunctions } from "./fork-functions.ts";
import { ExportedNames } from "./exported-names.ts";
import { CellPrograms } from "./cell-programs.ts";
import { type DeclaredNames, shareNames } from "./shared-names.ts";
import { spellOutShorthand } from "./shorthand-names.ts";
import { nameModule } from "./import-meta.ts";
import { JsxCells } from "./jsx-cells.ts";
import { libraries } from "./libraries.ts";
import { nodeTypes } from "./node-types.ts";
import { quickScript } from "./quick-script.ts";
import { WatchedFiles } from "./watched-files.ts";

type Compiler = typeof ts;

/** What tslab calls the file that it takes a cell for. */
const CELL_FILE = "__tslab__.ts";
/** The package's types, and those that cells see under their names without an import; both are made by the build. */
const [PACKAGE_TYPES, GEOMETRY_TYPES, CELL_TYPES] = ["mapcell.d.ts", "geometry.d.ts", "cell-types.d.ts"].map((name) =>
  join(import.meta.dirname, "../..", name),
) as [string, string, string];
const INLINE_MAP = /\n\/\/# sourceMappingURL=data:application\/json;base64,([\w+/=]+)\s*$/;
export const NO_NAMES: DeclaredNames = { names: [], lateNames: [] };
const MAX_TRANSLATIONS = 100;
const MAP_COMMENT = /\n\/\/# sourceMappingURL=.*\s*$/;

/**
 * tslab fixes its compiler options in code and drops source maps. This stands in for the compiler module that tslab
 * loads, in the converter's thread alone: same compiler, other options, and the maps of the latest translation kept.
 */
export class TunedCompiler {
  /** As it comes, for other uses than tslab's. */
  readonly original: Compiler;
  readonly compiler: Compiler;
  readonly #watched = new WatchedFiles();
  /** Maps of the latest module that was translated: from CommonJS to ES module, from there to TypeScript. */
  latestMaps: readonly string[] = [];
  /** Variables, functions, classes and imports that the latest cell declares. */
  latestNames: DeclaredNames = NO_NAMES;
  readonly exportedNames: ExportedNames;
  readonly cellFiles: CellFiles;
  readonly jsx: JsxCells;
  readonly declarationFile = new DeclarationFile();
  /** By input: to translate is half the work of a small cell, and cells run again as they were. */
  readonly #translations = new Map<string, Translation>();

  constructor(original: Compiler) {
    this.original = original;
    this.exportedNames = new ExportedNames(original);
    this.jsx = new JsxCells(original);
    this.cellFiles = new CellFiles(original);
    const programs = new CellPrograms(original);
    this.compiler = {
      ...original,
      ...forkFunctions(original),
      ...spellOutShorthand(original, (builder) => {
        programs.take(builder);
        this.exportedNames.hideFromTslab(builder.getProgram());
      }),
      ...programs.overrides,
      createPrinter: (options = {}) => copyingPrinter(original, options),
      sys: this.#withCellFiles({ ...original.sys, watchFile: this.#watched.watch }),
      createWatchCompilerHost: ((roots: string[], options: ts.CompilerOptions, ...rest: unknown[]) => {
        const create = original.createWatchCompilerHost as (...all: unknown[]) => Timers;
        const all = [...roots, CELL_TYPES];
        // other builders look through all files with each program, for changes that nobody asks about
        const { createAbstractBuilder: build } = original;
        const host = create(all, { ...options, ...tunedOptions(original) }, ...rest.with(1, build));
        return this.declarationFile.tune(this.jsx.tune(withoutSecondTimer(host)));
      }) as Compiler["createWatchCompilerHost"],
      transpileModule: (input, options) => {
        const inline = INLINE_MAP.exec(input)?.[1];
        const map = inline ? Buffer.from(inline, "base64").toString() : "";
        const script = { text: input.replace(INLINE_MAP, ""), isCell: isMapOfCell(map) };
        const result = this.#translate(original, script, options);
        this.latestMaps = [result.sourceMapText ?? "", map];
        this.latestNames = result.declared;
        return { outputText: result.outputText.replace(MAP_COMMENT, "\n") };
      },
    };
  }

  #withCellFiles(system: ts.System): ts.System {
    return {
      ...system,
      readFile: (path, encoding) => this.cellFiles.textOf(path) ?? system.readFile(path, encoding),
      fileExists: (path) => this.cellFiles.textOf(path) !== undefined || system.fileExists(path),
    };
  }

  /** Tells tslab's compiler which of the user's files have changed; to be called before each cell. */
  lookAtFiles(): void {
    this.#watched.look();
  }

  #translate(original: Compiler, { text, isCell }: Script, options: ts.TranspileOptions): Translation {
    const known = this.#translations.get(text);
    if (known) return known;
    let declared = NO_NAMES;
    const share = shareNames(original, (found) => {
      declared = found;
    });
    const compilerOptions = {
      ...options.compilerOptions,
      alwaysStrict: false,
      ignoreDeprecations: "6.0",
      sourceMap: true,
    };
    const before = [...(isCell ? [share, nameModule(original)] : []), callImport(original)];
    const output =
      (isCell ? quickScript(original, text, before) : undefined) ??
      original.transpileModule(text, { ...options, compilerOptions, transformers: { before } });
    const [oldest] = this.#translations.keys();
    if (this.#translations.size >= MAX_TRANSLATIONS && oldest !== undefined) this.#translations.delete(oldest);
    const translation = { ...output, declared };
    this.#translations.set(text, translation);
    return translation;
  }
}

/** The ES module that tslab has made of a cell, or of a file that one imports. */
interface Script {
  readonly text: string;
  readonly isCell: boolean;
}

interface Translation extends Pick<ts.TranspileOutput, "outputText" | "sourceMapText"> {
  readonly declared: DeclaredNames;
}

function isMapOfCell(map: string): boolean {
  const { sources } = JSON.parse(map || "{}") as { readonly sources?: readonly string[] };
  return sources?.[0]?.endsWith(CELL_FILE) === true;
}

interface Timers {
  setTimeout?(callback: () => void, milliseconds: number): unknown;
}

/**
 * tslab's own timer is for one purpose, and breaks if the compiler sets another, as it does when a file that it once
 * looked for in vain appears. That need not wait.
 */
function withoutSecondTimer(host: Timers): Timers {
  const setTimer = host.setTimeout?.bind(host);
  host.setTimeout = (callback, milliseconds) =>
    callback.name === "invalidateResolutionsOfFailedLookup" ? callback() : setTimer?.(callback, milliseconds);
  return host;
}

function tunedOptions({ ModuleResolutionKind }: Compiler): ts.CompilerOptions {
  return {
    inlineSourceMap: true,
    // files of JavaScript run as they are
    checkJs: false,
    lib: libraries(),
    // as with tslab's own compiler; the newer one's defaults differ
    strict: false,
    alwaysStrict: false,
    noUncheckedSideEffectImports: false,
    ignoreDeprecations: "6.0",
    experimentalDecorators: false,
    // heeds a package's `exports`
    moduleResolution: ModuleResolutionKind.Bundler,
    customConditions: ["node"],
    paths: { mapcell: [PACKAGE_TYPES], "mapcell/geometry": [GEOMETRY_TYPES] },
    ...nodeTypes(process.cwd()),
  };
}

/** Resolves a dependency of tslab, which need not be one of ours. */
export function fromTslab(request: string): string {
  const tslab = createRequire(import.meta.url).resolve("tslab");
  return createRequire(tslab).resolve(request);
}
