import type { Session } from "../../src/session/session.ts";
import type { TextHelp } from "../protocol/requests.ts";
import { type AssistContext, completeMagic, inspectMagic, isMagicComplete } from "./assist.ts";

/** Completion and inspection of magics, asked before TypeScript's. */
export function magicHelp(session: Pick<Session, "algorithms" | "names" | "engine">): TextHelp {
  const context = (): AssistContext => ({
    algorithms: session.algorithms.list(),
    layers: session.names.all(),
    tasks: session.engine.tasks().map(({ id, description, status }) => ({ id, description, status })),
  });
  return {
    complete: async (text, offset) => {
      const found = completeMagic(text, offset, context());
      return (
        found && {
          start: found.start,
          end: found.end,
          matches: found.matches.map((match) => match.text),
          kinds: found.matches.map(({ kind }) => kind),
        }
      );
    },
    inspect: async (text, offset) => {
      const help = inspectMagic(text, offset, context());
      return help === undefined ? undefined : { "text/plain": help };
    },
    isComplete: isMagicComplete,
  };
}
