import { createRequire } from "node:module";
import { parentPort } from "node:worker_threads";
import type ts from "@tslab/typescript-for-tslab";
import type { CodeMetadata } from "tslab/dist/metadata.js";
import type * as TslabConverter from "tslab/dist/converter.js";
import type { Completeness, Completion, Diagnostic } from "./cell-engine.ts";
import { fromTslab, TunedCompiler } from "./compiler-options.ts";
import type { Answered, Asked, ConvertedCell, ConverterAnswers, ConverterRequest } from "./converter-messages.ts";
import { completeness } from "./completeness.ts";

const require = createRequire(import.meta.url);

/** tslab's converter in a thread of its own, so that compiling, completing and inspecting never hold up the kernel. */
class ConverterThread {
  readonly #tuned: TunedCompiler;
  readonly #converter: TslabConverter.Converter;
  readonly #metadataOf: (code: string) => CodeMetadata;
  readonly #printQuickInfo: (info: ts.QuickInfo) => string;

  constructor() {
    const compilerId = fromTslab("@tslab/typescript-for-tslab");
    this.#tuned = new TunedCompiler(require(compilerId) as typeof ts);
    const loaded = require.cache[compilerId];
    if (loaded) loaded.exports = this.#tuned.compiler; // before tslab takes hold of it
    const { createConverter } = require("tslab/dist/converter") as typeof TslabConverter;
    this.#converter = createConverter({ isJS: false, isBrowser: false });
    ({ getCodeMetadata: this.#metadataOf } = require("tslab/dist/metadata"));
    ({ printQuickInfo: this.#printQuickInfo } = require("tslab/dist/inspect"));
  }

  answer(request: ConverterRequest): ConverterAnswers[ConverterRequest["kind"]] {
    switch (request.kind) {
      case "convert":
        return this.#convert(request.declarations, request.code);
      case "complete":
        return this.#complete(request);
      case "inspect":
        return this.#inspect(request);
      case "isComplete":
        return this.#isComplete(request.code);
    }
  }

  #convert(declarations: string, code: string): ConvertedCell {
    const metadata = this.#metadataOf(code);
    if (metadata.module) {
      const diagnostics = this.#converter.addModule(metadata.module, code, metadata).map(toDiagnostic);
      if (diagnostics.length > 0) return { status: "rejected", diagnostics };
      return { status: "converted", metadata, declarations, hasToplevelAwait: false, maps: [] };
    }
    const result = this.#converter.convert(declarations, code);
    if (result.diagnostics.length > 0) return { status: "rejected", diagnostics: result.diagnostics.map(toDiagnostic) };
    return {
      status: "converted",
      metadata,
      ...(result.output === undefined ? {} : { output: result.output }),
      declarations: result.declOutput ?? "",
      ...(result.lastExpressionVar === undefined ? {} : { lastExpressionVar: result.lastExpressionVar }),
      hasToplevelAwait: result.hasToplevelAwait ?? false,
      ...(result.sideOutputs === undefined ? {} : { sideOutputs: result.sideOutputs }),
      maps: this.#tuned.latestMaps,
    };
  }

  #complete({ declarations, code, offset }: ConverterRequest & { kind: "complete" }): Completion {
    const { start, end, candidates, original } = this.#converter.complete(declarations, code, offset);
    const kinds = new Map(original?.entries.map((entry) => [entry.name, entry.kind]));
    return { start, end, matches: candidates, kinds: candidates.map((name) => kinds.get(name) ?? "") };
  }

  #inspect({ declarations, code, offset }: ConverterRequest & { kind: "inspect" }): string | undefined {
    const info = this.#converter.inspect(declarations, code, offset) as ts.QuickInfo | undefined;
    return info && this.#printQuickInfo(info);
  }

  #isComplete(code: string): Completeness {
    return completeness(this.#tuned.compiler, code);
  }
}

function toDiagnostic({ start, end, messageText, code, fileName }: TslabConverter.Diagnostic): Diagnostic {
  const where = fileName === undefined ? {} : { file: { name: fileName, line: start.line, column: start.character } };
  return { start: start.offset, end: end.offset, message: messageText, code, ...where };
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
