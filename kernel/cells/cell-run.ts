import type { JsonObject } from "../../src/wire/message.ts";
import type { MimeBundle } from "../protocol/output.ts";
import type { CellScope } from "../protocol/scope.ts";
import { placeOf, type CellBook, type CellTransform } from "./cell-book.ts";
import type { CellEngine } from "./cell-engine.ts";
import type { Displayers } from "./result.ts";
import { describeDiagnostics, describeProblem, describeThrown, INTERRUPTED, type ErrorContent } from "./traceback.ts";

/** What it takes to run cells. */
export interface CellWorld {
  readonly engine: CellEngine;
  readonly transform: CellTransform;
  /** Ends when what a cell's code needs is there. */
  readonly prepare: (code: string) => Promise<void>;
}

/** How a cell, or one of its user expressions, ended. */
export type Ending =
  | { readonly status: "ok"; readonly data?: MimeBundle; readonly expressions?: JsonObject }
  /** `of`: the number of the cell that has failed, where it is an earlier one. */
  | { readonly status: "error"; readonly content: ErrorContent; readonly of?: number };

interface CellRunParts {
  readonly book: CellBook;
  readonly displayers: Displayers;
  readonly scope: CellScope;
  readonly nextRun: () => number;
}

/** One execution of a cell: text to code, code to value, value to what is shown. */
export class CellRun {
  readonly #world: CellWorld;
  readonly #parts: CellRunParts;

  constructor(world: CellWorld, parts: CellRunParts) {
    this.#world = world;
    this.#parts = parts;
  }

  async execute(source: string): Promise<Ending> {
    const { book, scope, displayers, nextRun } = this.#parts;
    const run = nextRun();
    const text = this.#world.transform(source);
    book.add(run, { cell: scope.number, source, text });
    if (text.problem) {
      const place = placeOf(scope.number, source, text.problem.start);
      return { status: "error", content: describeProblem(text.problem.error, place, book) };
    }
    await this.#world.prepare(text.code);
    const result = await this.#world.engine.execute(text.code, { run, signal: scope.signal });
    switch (result.status) {
      case "ok": {
        const { value } = result;
        if (value === undefined || value.of === undefined) return { status: "ok" };
        const data = await displayers.bundleOf(value.of);
        // an empty bundle: the value has shown itself already
        return Object.keys(data).length === 0 ? { status: "ok" } : { status: "ok", data };
      }
      case "rejected":
        return { status: "error", content: describeDiagnostics(result.diagnostics, run, book) };
      case "threw":
        return { status: "error", content: describeThrown(result.error, book) };
      case "interrupted":
        return { status: "error", content: INTERRUPTED };
    }
  }

  /** The reply's `user_expressions`: each expression's value as a bundle, or its error. */
  async evaluateAll(expressions: JsonObject = {}): Promise<JsonObject> {
    const values: Record<string, unknown> = {};
    for (const [name, expression] of Object.entries(expressions)) {
      const ending = await this.execute(String(expression));
      values[name] =
        ending.status === "ok"
          ? { status: "ok", data: ending.data ?? { "text/plain": "undefined" }, metadata: {} }
          : { status: "error", ...ending.content };
    }
    return values;
  }
}
