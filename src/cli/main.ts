#!/usr/bin/env node
import { SpatialError } from "../errors.ts";
import { didYouMean } from "../layers/near-names.ts";
import { packageVersion } from "../package-version.ts";

/** @returns the exit code */
type Run = (args: readonly string[]) => Promise<number>;

interface Command {
  readonly summary: string;
  /** Loads the command only when it is asked for, so that the others start quickly. */
  readonly load: () => Promise<Run>;
}

const COMMANDS: Readonly<Record<string, Command>> = {
  lab: {
    summary: "set up a private JupyterLab with the kernel, and open it",
    load: async () => (await import("./lab.ts")).lab,
  },
  install: {
    summary: "register the kernel with Jupyter",
    load: async () => (await import("./install.ts")).install,
  },
  uninstall: {
    summary: "remove that registration",
    load: async () => (await import("./install.ts")).uninstall,
  },
  doctor: {
    summary: "say what of the set-up works and what does not",
    load: async () => (await import("./doctor.ts")).doctor,
  },
  run: {
    summary: "run a notebook from top to bottom without a browser",
    load: async () => (await import("./run.ts")).run,
  },
  verify: {
    summary: "run a notebook again and say whether its layers are the same",
    load: async () => (await import("./verify.ts")).verify,
  },
  cache: {
    summary: "list, clear or check the results that are kept on disk",
    load: async () => (await import("./cache.ts")).cache,
  },
  process: {
    summary: "run an algorithm on files, as qgis_process does",
    load: async () => (await import("./process.ts")).processCommand,
  },
  export: {
    summary: "write a notebook as a TypeScript script",
    load: async () => (await import("./export.ts")).exportNotebook,
  },
};

const USAGE_ERROR = 2;

process.exit(await main(process.argv.slice(2)));

async function main([name = "--help", ...args]: readonly string[]): Promise<number> {
  if (name === "--version") return print(packageVersion());
  if (name === "--help" || name === "-h" || name === "help") return print(help());
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  try {
    if (!command) throw unknownCommand(name);
    const run = await command.load();
    return await run(args);
  } catch (error) {
    if (!(error instanceof SpatialError)) throw error;
    console.error(`mapcell: ${error.message}`);
    return USAGE_ERROR;
  }
}

function unknownCommand(name: string): SpatialError {
  const near = didYouMean(name, Object.keys(COMMANDS));
  return new SpatialError("UNKNOWN_COMMAND", `Unknown command "${name}".${near} "mapcell --help" lists the commands.`);
}

function help(): string {
  const commands = Object.entries(COMMANDS).map(([name, { summary }]) => `  ${name.padEnd(12)}${summary}`);
  return [
    "mapcell: a Jupyter kernel for TypeScript in which geoprocessing never blocks the notebook",
    "",
    "Usage: mapcell COMMAND [OPTIONS]",
    "",
    "Commands:",
    ...commands,
    "",
    "Exit codes:",
    "  0    done",
    "  1    a cell of the notebook failed (run, verify), the algorithm did (process), something is missing (doctor) or damaged (cache verify), or mapcell itself has a fault",
    "  2    wrong usage, or something that was named cannot be read or written",
    "  3    the kernel or the server cannot be reached or died (run, verify)",
    "  4    a cell took longer than --timeout (run, verify)",
    "  5    outputs differ (verify)",
    "  6    a layer differs (verify)",
    "  7    an input has changed or is missing (verify)",
    "  8    a layer differs, and so does the software (verify)",
    "  130  ended by Ctrl+C (run, verify)",
    "  lab ends with JupyterLab's own code.",
    "",
    "With MAPCELL_CHECK=1 in its environment a kernel hashes the layers that go into a task before and after it, and the",
    "task fails if one was written to. Slow; for finding code that reaches into shared memory.",
    "",
    "MAPCELL_CACHE=on (or a folder) keeps results of tasks on disk and takes them from there: see mapcell cache --help.",
    "",
    `"mapcell COMMAND --help" tells more. "mapcell --version" prints the version.`,
  ].join("\n");
}

function print(text: string): number {
  console.log(text);
  return 0;
}
