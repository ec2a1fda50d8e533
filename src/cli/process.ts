import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text as textOf } from "node:stream/consumers";
import { SpatialError } from "../errors.ts";
import { defaultText, namedParameters, parameterNamed } from "../schema/parameter.ts";
import type { KnownAlgorithm } from "../session/algorithm-registry.ts";
import { isShort } from "../algorithms/short-form.ts";
import { outputNames, processInputs, submitProcess } from "../session/process-call.ts";
import { Session } from "../session/session.ts";
import { parseOptions, positionalsWithin } from "./options.ts";

const HELP = `Usage: mapcell process list
       mapcell process help ALGORITHM
       mapcell process run ALGORITHM NAME=VALUE… [--json]
       mapcell process run ALGORITHM - [--json]      reads QGIS's {"inputs": {…}} from standard input

Runs an algorithm on files, as qgis_process does: parameters by QGIS's names or ours (DISTANCE, distance), layers by
path (roads.gpkg, or roads.gpkg|layername=main), a list by repeating its name. OUTPUT=x.fgb says where the result goes,
its ending how it is written; TEMPORARY_OUTPUT, or nothing, is a GeoPackage in a new folder for temporary files. Of an
algorithm that gives numbers these are the results, and a file is written only where OUTPUT names one.

      --json            prints {"inputs": {…}, "results": {"OUTPUT": "x.fgb"}}
      --no-progress     no progress on a terminal

Exit codes: 0 done; 1 the algorithm failed; 2 wrong usage: no such algorithm or parameter, a value that is not allowed.`;

const OPTIONS = {
  help: { type: "boolean", short: "h" },
  json: { type: "boolean" },
  "no-progress": { type: "boolean" },
} as const;

const FAILED = 1;

/** @returns the exit code @throws SpatialError for wrong usage */
export async function processCommand(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseOptions({ args: [...args], allowPositionals: true, options: OPTIONS });
  const [what, name, ...rest] = positionals;
  if (values.help === true || what === undefined) return print(HELP);
  const session = new Session();
  try {
    switch (what) {
      case "list":
        return print(listText(session.algorithms.list()));
      case "help":
        positionalsWithin(positionals, [2, 2], "mapcell process help ALGORITHM");
        return print(helpText(session.algorithms.find(name ?? "")));
      case "run":
        if (name === undefined) throw wrong("run needs an algorithm: mapcell process run native:buffer INPUT=a.gpkg");
        return await run(session, { name, rest, isJson: values.json === true, quiet: values["no-progress"] === true });
      default:
        throw wrong(`"${what}" is none of list, help, run. mapcell process --help tells more.`);
    }
  } finally {
    await session.close();
  }
}

interface Run {
  readonly name: string;
  readonly rest: readonly string[];
  readonly isJson: boolean;
  readonly quiet: boolean;
}

async function run(session: Session, { name, rest, isJson, quiet }: Run): Promise<number> {
  const algorithm = session.algorithms.find(name);
  const stated = rest[0] === "-" ? processInputs(await textOf(process.stdin)) : assigned(algorithm, rest);
  const inputs = withOutput(algorithm, stated);
  followTasks(session, quiet);
  const { task, sinks } = submitProcess(session, name, inputs);
  const ended = await task.settled;
  if (ended.status !== "complete") {
    console.error(`mapcell: ${failureOf(session) ?? ended.status}`);
    return FAILED;
  }
  const values = typeof algorithm.gives === "object" ? (ended.result as object) : {};
  const results = { ...values, ...Object.fromEntries(sinks.map(({ output, path }) => [output, path])) };
  if (isJson) return print(JSON.stringify({ inputs: stated, results }, undefined, 2));
  return print(["Results", ...Object.entries(results).map(([output, result]) => `${output}: ${result}`)].join("\n"));
}

/** What NAME=VALUE says; a name that is repeated has a list. */
function assigned({ parameters, name: algorithm }: KnownAlgorithm, words: readonly string[]): Record<string, unknown> {
  const given: Record<string, unknown> = {};
  for (const word of words) {
    const [, name, value] = /^(?:--)?([^=]+)=(.*)$/s.exec(word) ?? [];
    if (name === undefined || value === undefined)
      throw wrong(
        `"${word}" is no NAME=VALUE, such as ${namedParameters(parameters)[0]?.qgis ?? "INPUT"}=roads.gpkg; mapcell process help ${algorithm} lists the names`,
      );
    const before = given[name];
    const isSeveral = parameterNamed(parameters, name)?.type.input?.several === true;
    given[name] = before === undefined ? (isSeveral ? [value] : value) : [before, value].flat();
  }
  return given;
}

function withOutput(algorithm: KnownAlgorithm, given: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const key = Object.keys(given).find((name) => name.toUpperCase() === "OUTPUT") ?? "OUTPUT";
  const value = given[key];
  const isFile = typeof value === "string" && !/^$|^TEMPORARY_OUTPUT$|^memory:/.test(value);
  if (isFile || typeof algorithm.gives === "object") return { ...given };
  return { ...given, [key]: join(mkdtempSync(join(tmpdir(), "mapcell-process-")), `${algorithm.name}.gpkg`) };
}

/** Warnings as lines; on a terminal how far the latest task is. */
function followTasks(session: Session, quiet: boolean): void {
  const isMoving = process.stderr.isTTY && !quiet;
  session.engine.on((event) => {
    if (event.type === "log" && event.entry.level !== "info")
      console.error(`${event.task.description}: ${event.entry.text}`);
    if (event.type === "progress" && isMoving)
      process.stderr.write(`\r\u001B[K${event.task.description} ${Math.round(event.fraction * 100)} %`);
    if (event.type === "settled" && isMoving) process.stderr.write("\r\u001B[K");
  });
}

/** The first thing that went wrong: what comes after it only tells that something before it did. */
function failureOf(session: Session): string | undefined {
  for (const { state } of session.engine.tasks().toReversed())
    if (state.status === "failed") return state.error.message;
  return undefined;
}

function listText(algorithms: readonly KnownAlgorithm[]): string {
  const groups = [...new Set(algorithms.map(({ group }) => group))].toSorted();
  return groups
    .flatMap((group) => {
      const members = algorithms.filter((algorithm) => algorithm.group === group);
      return ["", group].concat(members.map(({ id, title }) => `  ${id.padEnd(36)} ${title}`));
    })
    .slice(1)
    .join("\n");
}

function helpText(algorithm: KnownAlgorithm): string {
  const { id, title, doc, parameters } = algorithm;
  const rows = namedParameters(parameters).map((one) => {
    const { qgis, name, type, required } = one;
    const what =
      type.input === undefined
        ? (type.argument.typeText ?? type.argument.values?.join(", ") ?? type.id)
        : "a layer: path of a file";
    const fallback = defaultText(one);
    const state = required ? "needed" : fallback === undefined ? "may be left out" : `default ${fallback}`;
    return `${qgis} (${name}), ${state}\n  ${one.doc}\n  ${what}`;
  });
  const outputs = outputNames(algorithm).join(", ");
  const short = isShort(algorithm) ? [`Short for ${algorithm.shortFor.join(", ")}`] : [];
  return [`${title} (${id})`, ...short, "", doc, "", "Parameters", "", ...rows, "", `Outputs: ${outputs}`].join("\n");
}

function wrong(message: string): SpatialError {
  return new SpatialError("BAD_ARGUMENT", message);
}

function print(text: string): number {
  console.log(text);
  return 0;
}
