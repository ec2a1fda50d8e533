import { readdir } from "node:fs/promises";
import { Layer } from "../../src/layers/layer.ts";
import { layerIn } from "../../src/layers/told-values.ts";
import { resolvePath } from "../../src/formats/sources/paths.ts";
import type { Session } from "../../src/session/session.ts";
import { Task } from "../../src/tasks/task.ts";
import type { TextHelp } from "../protocol/text-help.ts";
import { completeNames } from "./complete-names.ts";
import type { FolderEntry } from "./complete-path.ts";
import { completeMagic, type CompletionContext } from "./complete.ts";
import { type InspectionContext, inspectText } from "./inspect.ts";
import { isMagicComplete } from "./is-complete.ts";

type HelpSession = Pick<Session, "algorithms" | "names" | "engine" | "baseDir">;

/** The variables of the cells. */
interface Variables {
  names(): readonly string[];
  value(name: string): unknown;
}

/** Help with magics and with what only the session knows, asked before TypeScript's. */
export function magicHelp(session: HelpSession, variables: Variables): TextHelp {
  const context = (): CompletionContext & InspectionContext => new SessionHelp(session, variables);
  return {
    complete: async (text, offset) => {
      const found = (await completeMagic(text, offset, context())) ?? (await completeNames(text, offset, context()));
      return (
        found && {
          start: found.start,
          end: found.end,
          matches: found.matches.map((match) => match.text),
          // JupyterLab would break a name at blanks and hyphens, and print one line over the next
          kinds: found.matches.map(({ kind }) => kind.replaceAll(" ", "\u00a0").replaceAll("-", "\u2011")),
        }
      );
    },
    inspect: async (text, offset, detail) => inspectText({ text, cursor: offset, detail }, context()),
    isComplete: isMagicComplete,
  };
}

class SessionHelp implements CompletionContext, InspectionContext {
  readonly #session: HelpSession;
  readonly #variables: Variables;

  constructor(session: HelpSession, variables: Variables) {
    this.#session = session;
    this.#variables = variables;
  }

  get algorithms(): CompletionContext["algorithms"] {
    return this.#session.algorithms.list();
  }

  get layers(): readonly string[] {
    return this.#session.names.all();
  }

  get tasks(): CompletionContext["tasks"] {
    return this.#session.engine.tasks();
  }

  get variables(): readonly string[] {
    return this.#variables.names();
  }

  fieldsOf(name: string): Layer["fields"] | undefined {
    const value = this.named(name);
    const result: unknown = value instanceof Task && value.state.status === "complete" ? value.state.result : value;
    return layerIn(result)?.fields;
  }

  named(name: string): Layer | Task | undefined {
    const { names } = this.#session;
    if (!names.has(name)) return this.variable(name);
    return names.task(name) ?? names.layer(name);
  }

  variable(name: string): Layer | Task | undefined {
    const value = this.#variables.value(name);
    return value instanceof Layer || value instanceof Task ? value : undefined;
  }

  task(number: number): Task | undefined {
    return this.#session.engine.get(number);
  }

  async listFolder(path: string): Promise<readonly FolderEntry[]> {
    try {
      const entries = await readdir(resolvePath(path, this.#session.baseDir), { withFileTypes: true });
      return entries.map((entry) => ({ name: entry.name, isFolder: entry.isDirectory() }));
    } catch (error) {
      if (error instanceof Error && "code" in error) return []; // no such folder, or not for us to see
      throw error;
    }
  }
}
