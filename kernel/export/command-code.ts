import { plainText } from "../magics/arguments.ts";
import { processInputs } from "../../src/session/process-call.ts";
import { callCode } from "../magics/call-code.ts";
import { bad, memberCode, type MagicWords } from "./magic-words.ts";

/** Statements, without a semicolon after the last, or why a script has none. */
export type CommandCode = { readonly statements: readonly string[] } | { readonly leftOut: string };

const NO_PAGE = "a script has no page to show it on";
const NO_HELP = "it looks things up for people";

const LEVELS: Readonly<Record<string, string>> = {
  '"info"': "",
  '"warning"': '.filter(({ level }) => level !== "info")',
  '"error"': '.filter(({ level }) => level === "error")',
};

/** What the magics that make no task are in a script, by name. */
export const COMMAND_CODE: Readonly<Record<string, (words: MagicWords, body: string) => CommandCode>> = {
  tasks: () => ({ leftOut: NO_PAGE }),
  map: () => ({ leftOut: NO_PAGE }),
  style: () => ({ leftOut: NO_PAGE }),
  history: () => ({ leftOut: NO_HELP }),
  refresh: () => ({ leftOut: "a script makes everything anew" }),
  algorithms: () => ({ leftOut: NO_HELP }),
  crs: () => ({ leftOut: NO_HELP }),
  magics: () => ({ leftOut: NO_HELP }),
  process: (words, body) => ({
    statements: [
      callCode(
        "run",
        [words.code("algorithm") ?? '""', JSON.stringify(processInputs(body))],
        words.given("as") === undefined ? [] : [["as", words.code("as") ?? '""']],
      ),
    ],
  }),
  html: () => ({ leftOut: NO_PAGE }),
  markdown: () => ({ leftOut: NO_PAGE }),
  svg: () => ({ leftOut: NO_PAGE }),
  pwd: () => ({ statements: ["console.log(process.cwd())"] }),
  cd: () => {
    throw bad("A script has no %cd: write paths relative to the notebook's folder.");
  },
  // `%time const x = …` is its statement; `%%time` alone has none
  time: (words) => {
    const line = words.given("line")?.words[0];
    return line === undefined ? { leftOut: NO_HELP } : { statements: [plainText(line)?.replace(/;\s*$/, "") ?? ""] };
  },
  sh: (words) => ({ statements: [shell(words.code("line") ?? '""', "")] }),
  bash: (_, body) => ({ statements: [shell(JSON.stringify(body), ', shell: "bash"')] }),
  cancel: (words) => each(words.tasks("tasks"), "cancel", "tasks.cancelAll()"),
  hold: (words) => each(words.tasks("tasks"), "hold", ""),
  resume: (words) => each(words.tasks("tasks"), "resume", "for (const task of tasks) task.resume()"),
  wait: (words) => {
    const named = words.tasks("tasks");
    return { statements: named.length === 0 ? ["await endOfCell()"] : named.map((task) => `await ${task}`) };
  },
  log: (words) => {
    const named = words.tasks("tasks");
    const logs =
      named.length === 1
        ? `${named[0]}.logs`
        : `[${named.length === 0 ? "...tasks" : named.join(", ")}].flatMap(({ logs }) => logs)`;
    return { statements: [`console.log(${logs}${atLeast(words)})`] };
  },
  config: (words) => {
    const [name] = words.plain("setting");
    const value = words.code("value");
    const given = name === undefined || value === undefined ? "" : `{ ${name}: ${value} }`;
    return { statements: [given === "" ? "console.log(geo.config())" : `geo.config(${given})`] };
  },
  layers: () => ({ statements: ["console.log([...layers])"] }),
  show: (words) => ({ statements: words.words("layers").map((word) => `console.log(${words.finishedLayer(word)})`) }),
  describe: (words) => ({
    statements: words.words("layers").map((word) => `console.log((${words.finishedLayer(word)}).describe())`),
  }),
  head: (words) => ({
    statements: words
      .words("layer")
      .map((word) => `console.log((${words.finishedLayer(word)}).head(${words.number("count") ?? ""}))`),
  }),
  remove: (words) => ({
    statements: words.words("layers").map((word) => {
      const name = plainText(word);
      if (name === undefined) throw bad("A script removes layers by name: write the name, or delete layers.NAME.");
      return `delete ${memberCode("layers", name)}`;
    }),
  }),
};

function shell(command: string, options: string): string {
  return `(await import("node:child_process")).execSync(${command}, { stdio: "inherit"${options} })`;
}

function each(tasks: readonly string[], method: string, otherwise: string): CommandCode {
  return { statements: tasks.length === 0 ? [otherwise] : tasks.map((task) => `${task}.${method}()`) };
}

function atLeast(words: MagicWords): string {
  const level = words.code("level") ?? '"info"';
  const filter = LEVELS[level];
  if (filter === undefined) throw bad(`--level is ${level}; a script needs info, warning or error.`);
  return filter;
}
