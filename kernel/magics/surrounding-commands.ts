import { processInputs, submitProcess } from "../../src/session/process-call.ts";
import { changeFolder } from "./change-folder.ts";
import type { Commands } from "./command-table.ts";
import type { MagicHost, MagicSession } from "./magic-host.ts";
import { toText } from "./values.ts";

/** What the magics do that have to do with what surrounds the session: folders, programs, time, texts of other kinds. */
export function surroundingCommands(session: MagicSession, { output, ...host }: MagicHost): Commands {
  const printLine = (line: string): void => output.stream("stdout", `${line}\n`);
  const shows = (type: string) => async (_: unknown, body: string) =>
    output.display({ [type]: body, "text/plain": body });
  return {
    now: {
      time: () => host.timeCell(),
      cd: ({ path = "" }) => printLine(changeFolder(session, toText("folder", path))),
      pwd: () => printLine(session.baseDir),
    },
    waiting: {
      sh: ({ line }) => host.runProgram("/bin/sh", ["-c", toText("command", line)]),
      bash: (_, body) => host.runProgram("bash", ["-c", body]),
      process: async ({ algorithm, as }, body) => {
        const options = as === undefined ? {} : { as: toText("name", as) };
        submitProcess(session, toText("algorithm", algorithm), processInputs(body), options);
      },
      html: shows("text/html"),
      markdown: shows("text/markdown"),
      svg: shows("image/svg+xml"),
    },
  };
}
