import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { parentPort } from "node:worker_threads";
import type ts from "typescript-6";
import type { CodeMetadata } from "tslab/dist/metadata.js";
import type * as TslabConverter from "tslab/dist/converter.js";
import type { Diagnostic } from "./cell-engine.ts";
import type { Completeness, Completion } from "../protocol/text-help.ts";
import { fromTslab, NO_NAMES, TunedCompiler } from "./compiler-options.ts";
import type {
  Answered,
  Asked,
  ConvertedCell,
  ConverterAnswers,
  ConverterRequest,
  LocalImports,
} from "./converter-messages.ts";
import { completeness } from "./completeness.ts";
import { Declarations } from "./declarations.ts";
import type { AskedPlace } from "./call-help.ts";
import { inspection, tellingAsked } from "./inspection.ts";
import { LocalFiles } from "./local-files.ts";
import { loadCompiler } from "./load-compiler.ts";
import { provideModule } from "./provide-module.ts";
import { adviceFor } from "./unusable-statements.ts";
import { awaitsAtTop } from "./top-level-await.ts";
import { withoutExports } from "./without-exports.ts";

const require = createRequire(import.meta.url);

/** The compiler's complaints about a name that isn't there. */
const UNKNOWN_NAME = new Set([2304, 2552, 18004]);

/** Those that advise another library of declarations, which cells can't choose: they have what Node has. */
const NEWER_LIBRARY = new Set([2550, 2583]);

const NONE = "undefined";

const STRICT = /^"use strict";/;
/** What a script begins with: a mark, and the names of its imports, as yet undefined. */
const MARK = /^Object\.defineProperty\(exports, "__esModule", .*\n((?:(?:exports\.[^\s=]+ = )+void 0;\n)*)/m;
/** `Object.defineProperty(exports, "join", { enumerable: true, get: function () { return node_path_1.join; } });` */
const IMPORTED_NAME =
  /^Object\.defineProperty\(exports, ("[^"]+"), \{ enumerable: true, get: (function \(\) \{.*\}) \}\);$/gm;

/** The compiler's number for "Cannot find module". */
const NO_MODULE = 2307;
const OTHER_IMPORT = 'import {} from "node:fs"';

/** tslab's converter in a thread of its own, so that compiling, completing and inspecting never hold up the kernel. */
class ConverterThread {
  readonly #tuned: TunedCompiler;
  readonly #converter: TslabConverter.Converter;
  readonly #metadataOf: (code: string) => CodeMetadata;
  readonly #printQuickInfo: (info: ts.QuickInfo) => string;
  readonly #files: LocalFiles;
  #declarations: Declarations;
  #asked: AskedPlace | undefined;
  /** What is declared once the cell that was converted last has run. */
  #declaredNext = "";

  constructor() {
    this.#tuned = new TunedCompiler(loadCompiler(require.resolve("typescript-6")));
    this.#files = new LocalFiles(this.#tuned.original);
    this.#declarations = new Declarations(this.#tuned.compiler, "");
    const compiler = tellingAsked(this.#tuned.compiler, (asked) => (this.#asked = asked));
    provideModule(fromTslab("@tslab/typescript-for-tslab"), compiler); // before tslab looks for it
    const { createConverter } = require("tslab/dist/converter") as typeof TslabConverter;
    this.#converter = createConverter({ isJS: false, isBrowser: false });
    ({ getCodeMetadata: this.#metadataOf } = require("tslab/dist/metadata"));
    ({ printQuickInfo: this.#printQuickInfo } = require("tslab/dist/inspect"));
  }

  #hasMissedModule = false;

  answer(request: ConverterRequest): ConverterAnswers[ConverterRequest["kind"]] | void {
    switch (request.kind) {
      case "start":
        return this.#start(request.declarations);
      case "convert":
        return this.#convert(request.code);
      case "ran":
        return this.#declarations.cellRan(this.#declaredNext, request.missing);
      case "declare":
        return this.#declarations.declare(request.name, request.text);
      case "module":
        return this.#module(request);
      case "complete":
        return this.#complete(request);
      case "inspect":
        return this.#inspect(request);
      case "isComplete":
        return this.#isComplete(request.code);
    }
  }

  /** Loads the compiler's libraries, so that the first cell doesn't wait for them. */
  #start(declarations: string): void {
    this.#declarations = new Declarations(this.#tuned.compiler, declarations);
    this.#convert("console.log(0)");
  }

  #convert(code: string): ConvertedCell {
    this.#tuned.lookAtFiles();
    const metadata = this.#metadataOf(code);
    if (metadata.module) {
      const diagnostics = this.#converter.addModule(metadata.module, code, metadata).map(toDiagnostic);
      if (diagnostics.length > 0) return { status: "rejected", diagnostics };
      this.#files.addCell(metadata.module, code);
      this.#declaredNext = this.#declarations.text;
      const local = { imports: {}, modules: [] };
      return { status: "converted", metadata, ...NO_NAMES, hasToplevelAwait: false, local, maps: [] };
    }
    this.#tuned.jsx.cellComes(code);
    const text = withoutExports(this.#tuned.original, code);
    if (this.#hasMissedModule) this.#forgetMissedModules();
    const result = this.#convertText(this.#tuned.exportedNames.append(text));
    this.#hasMissedModule = result.diagnostics.some(({ code: number }) => number === NO_MODULE);
    const others = this.#tuned.exportedNames.takeDeclarations();
    if (result.diagnostics.length > 0) {
      const diagnostics = result.diagnostics.map(toDiagnostic).map((diagnostic) => this.#explain(diagnostic, code));
      return { status: "rejected", diagnostics };
    }
    const declared = this.#declared(text, result.declOutput ?? "", others);
    this.#declaredNext = declared + this.#declarations.namespaces(this.#tuned.exportedNames.names, declared);
    return {
      status: "converted",
      metadata,
      ...(result.output === undefined ? {} : { output: scriptOf(result.output) }),
      ...(result.output === undefined ? NO_NAMES : this.#tuned.latestNames),
      hasToplevelAwait: result.hasToplevelAwait === true || awaitsAtTop(this.#tuned.compiler, code),
      local: this.#files.importedBy(result.output ?? "", process.cwd()),
      maps: this.#tuned.latestMaps,
    };
  }

  #convertText(text: string): TslabConverter.ConvertResult {
    try {
      return this.#converter.convert(this.#declarations.text, text);
    } finally {
      this.#tuned.declarationFile.wasAltered();
    }
  }

  /**
   * The compiler keeps for each name of a file that it leads nowhere, and watches for a change in folders deep below the
   * root only: a file that has come since would not be found. A cell that imports something else makes it forget.
   */
  #forgetMissedModules(): void {
    this.#convertText(OTHER_IMPORT);
    this.#tuned.exportedNames.takeDeclarations();
  }

  /** tslab puts `undefined` where the compiler has made no declarations of the cell, before those of earlier cells. */
  #declared(code: string, declarations: string, others: string): string {
    if (!declarations.startsWith(NONE)) return declarations + others;
    const { cellFiles, exportedNames } = this.#tuned;
    return cellFiles.add(code, exportedNames, this.#declarations.text) + declarations.slice(NONE.length);
  }

  #module({ specifier, folder }: ConverterRequest & { kind: "module" }): LocalImports {
    const path = this.#files.find(specifier, folder);
    return path === undefined
      ? { imports: {}, modules: [] }
      : { imports: { [specifier]: path }, modules: this.#files.compile([path]) };
  }

  #explain(diagnostic: Diagnostic, code: string): Diagnostic {
    if (NEWER_LIBRARY.has(diagnostic.code)) {
      const [what] = diagnostic.message.split(" Do you need");
      return { ...diagnostic, message: `${what} This is Node ${process.versions.node}, which may be too old for it.` };
    }
    const name = code.slice(diagnostic.start, diagnostic.end);
    const advice = adviceFor(diagnostic.code, name);
    if (advice !== undefined) return { ...diagnostic, message: advice };
    if (!UNKNOWN_NAME.has(diagnostic.code) || !this.#declarations.isMissing(name)) return diagnostic;
    return { ...diagnostic, message: `${diagnostic.message} The cell that declares it ended before it did so.` };
  }

  #complete({ code, offset }: ConverterRequest & { kind: "complete" }): Completion {
    const { start, end, candidates, original } = this.#converter.complete(this.#declarations.text, code, offset);
    const kinds = new Map(original?.entries.map((entry) => [entry.name, entry.kind]));
    return { start, end, matches: candidates, kinds: candidates.map((name) => kinds.get(name) ?? "") };
  }

  #inspect({ code, offset }: ConverterRequest & { kind: "inspect" }): string | undefined {
    const info = this.#converter.inspect(this.#declarations.text, code, offset) as ts.QuickInfo | undefined;
    const tags = info?.tags?.filter(({ name }) => name !== "example");
    const known = info && this.#printQuickInfo({ ...info, ...(tags ? { tags } : {}) });
    return this.#asked && inspection(this.#asked, known);
  }

  #isComplete(code: string): Completeness {
    return completeness(this.#tuned.compiler, code);
  }
}

function toDiagnostic({ start, end, messageText, code, fileName }: TslabConverter.Diagnostic): Diagnostic {
  const where = fileName === undefined ? {} : { file: placeInFile(fileName, start) };
  return { start: start.offset, end: end.offset, message: messageText, code, ...where };
}

/**
 * Its exports are the variables of all cells, and imports may be declared again. Lines stay where they are.
 */
function scriptOf(output: string): string {
  return output
    .replace(STRICT, "")
    .replace(MARK, (mark) => mark.replaceAll(/.+/g, ""))
    .replaceAll(IMPORTED_NAME, "__link($1, $2);");
}

function placeInFile(
  name: string,
  { line, character }: TslabConverter.Diagnostic["start"],
): NonNullable<Diagnostic["file"]> {
  const text = existsSync(name) ? readFileSync(name, "utf8").split("\n")[line] : undefined;
  return { name, line, column: character, ...(text === undefined ? {} : { text }) };
}

const thread = new ConverterThread();
const port = parentPort;
port?.on("message", ({ id, request }: Asked) => {
  port.postMessage(answerSafely(id, request));
});

function answerSafely(id: number, request: ConverterRequest): Answered {
  try {
    return { id, answer: thread.answer(request) };
  } catch (error) {
    return { id, fault: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}
