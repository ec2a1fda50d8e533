import type { AlgorithmSchema } from "../../src/algorithms/algorithm.ts";
import { SpatialError } from "../../src/errors.ts";
import { didYouMean } from "../../src/layers/near-names.ts";
import { findNamed, kebabName, optionName, plainName } from "../../src/schema/names.ts";
import type { Operation } from "../../src/operations/operation.ts";
import { algorithmOperation, OPERATIONS } from "../../src/operations/registry.ts";
import { type NamedParameter, namedParameters, wordParameters } from "../../src/schema/parameter.ts";
import { equivalentOf } from "./other-languages.ts";
import { isOwn } from "../../src/session/own-algorithm.ts";
import { STYLE } from "../../src/session/style-options.ts";
import type { Magic, MagicArgument } from "./magic.ts";
import { argumentOf } from "./parameter-argument.ts";
import { CONFIG } from "./setting-words.ts";

const LAYER: MagicArgument = {
  name: "layer",
  type: "layer",
  doc: "A layer's name, or a variable with a layer or task.",
  required: true,
};
const TASKS: MagicArgument = {
  name: "tasks",
  type: "task",
  doc: "Task numbers, names of results, or variables.",
  many: true,
};

const STYLE_DOC =
  "Says how a layer looks on the map and in pictures: colours, sizes, and classes by the values of a field or an expression.";
const STYLE_OPTIONS = namedParameters(STYLE.parameters).slice(1).map(argumentOf);

/** Magics that make no task by themselves. */
const BUILT_IN: readonly Magic[] = [
  {
    ...command("tasks", "Lists the tasks of the session in a table that stays up to date.", "%tasks"),
    options: [
      {
        name: "graph",
        type: "flag",
        doc: "Draws tasks and layers as boxes, and arrows from what comes first.",
      },
    ],
  },
  command("cancel", "Cancels tasks; without a task, all that have not ended.", "%cancel 3", [TASKS]),
  command("hold", "Keeps queued tasks from starting until %resume.", "%hold 3", [{ ...TASKS, required: true }]),
  command("resume", "Lets held tasks start; without a task, all of them.", "%resume 3", [TASKS]),
  {
    ...command(
      "wait",
      "Waits until the tasks have ended; without a task, for all of them. Fails if a named one fails. Where nobody watches, %wait alone also gives timers and requests 10 s.",
      "%wait near",
      [TASKS],
    ),
    result: "waited",
  },
  {
    ...command("log", "Shows what tasks have logged; without a task, all of them.", "%log 3 --level warning", [TASKS]),
    options: [
      {
        name: "level",
        type: "choice",
        values: ["info", "warning", "error"],
        doc: "This level and those above it.",
        default: "info",
      },
    ],
  },
  {
    ...command("history", "Lists what was submitted, as lines that run again when they are copied.", "%history 10", [
      { name: "count", type: "number", doc: "Only the last so many." },
    ]),
    options: [
      { name: "as", type: "choice", values: ["magic", "ts"], doc: "As magics or as TypeScript.", default: "magic" },
    ],
  },
  CONFIG,
  command("layers", "Lists the layers of the session, and says which are out of date.", "%layers"),
  command(
    "refresh",
    "Makes layers anew that are made from something that has changed since, and what they are made of as far as that has changed, in order; without a layer, all of them. %layers says which, and why.",
    "%refresh near",
    [{ ...LAYER, name: "layers", required: false, many: true }],
  ),
  {
    ...command(
      "show",
      "Shows a layer: type, count, CRS, extent, fields, first rows, picture. Waits for its task.",
      "%show near",
      [{ ...LAYER, name: "layers", many: true }],
    ),
    result: "waited",
  },
  {
    ...command(
      "describe",
      "Shows a table of a layer's fields: counts, nulls, different values, mean, deviation, quartiles. Waits for its task.",
      "%describe near",
      [{ ...LAYER, name: "layers", many: true }],
    ),
    result: "waited",
  },
  {
    ...command("head", "Shows a layer's first rows, ten if nothing is said. Waits for its task.", "%head near 20", [
      LAYER,
      { name: "count", type: "number", doc: "So many." },
    ]),
    result: "waited",
  },
  {
    ...command(
      "map",
      "Shows the live map; with layers, just these, the last one on top; with options, styles them as %style does.",
      "%map countries near",
      [{ ...LAYER, name: "layers", many: true, required: false }],
    ),
    options: STYLE_OPTIONS,
  },
  {
    ...command("style", STYLE_DOC, STYLE.example, namedParameters(STYLE.parameters).slice(0, 1).map(argumentOf)),
    options: STYLE_OPTIONS,
  },
  command("remove", "Removes layers from the session and the map. Variables keep theirs.", "%remove near", [
    { ...LAYER, name: "layers", many: true },
  ]),
  command("algorithms", "Lists the algorithms; with a word, those that have to do with it.", "%algorithms buffer", [
    { name: "words", type: "text", doc: "Looked for in names, titles and tags.", many: true },
  ]),
  command("crs", "Lists coordinate reference systems by words of their names or by their codes.", "%crs utm 33n", [
    { name: "words", type: "text", doc: "Looked for in names, or the start of a code.", many: true },
  ]),
  command("magics", "Lists the magics and how they are written.", "%magics"),
  {
    ...command("time", "Runs a statement and says how long it took, where somebody watches.", "%time await near", [
      { name: "line", type: "text", doc: "A TypeScript statement, on this line.", required: true },
    ]),
    result: "timed",
  },
  {
    ...command("time", "Says how long the cell took, where somebody watches.", "%%time\nawait near"),
    cell: true,
  },
  command(
    "cd",
    "Changes the folder that paths of files are relative to; without one, back to the notebook's.",
    "%cd data",
    [{ name: "path", type: "path", doc: "A folder; - is the one before, ~ the home folder.", endings: [] }],
  ),
  command("pwd", "Shows the folder that paths of files are relative to.", "%pwd"),
  {
    ...command(
      "sh",
      "Runs a command of the shell; the stop button ends it, and an exit code is an error.",
      "%sh ls -l data",
      [{ name: "line", type: "text", doc: "The command, as the shell takes it.", required: true }],
    ),
    result: "waited",
  },
  bodyMagic(
    "bash",
    "Runs the cell's body in bash; the stop button ends it, and an exit code is an error.",
    'for f in data/*; do echo "$f"; done',
  ),
  {
    ...bodyMagic(
      "process",
      "Runs an algorithm with QGIS's own JSON, as its Copy as JSON gives it. Inputs may be files, and so may OUTPUT.",
      '{ "inputs": { "INPUT": "countries", "DISTANCE": 1, "OUTPUT": "TEMPORARY_OUTPUT" } }',
    ),
    example:
      '%%process native:buffer\n{ "inputs": { "INPUT": "countries", "DISTANCE": 1, "OUTPUT": "TEMPORARY_OUTPUT" } }',
    positionals: [{ name: "algorithm", type: "text", doc: "QGIS's id, such as native:buffer.", required: true }],
    options: [{ name: "as", type: "text", doc: "Name of the result: layers.NAME." }],
  },
  bodyMagic("html", "Shows the cell's body as HTML.", "<b>100</b> towns"),
  bodyMagic("markdown", "Shows the cell's body as Markdown.", "**100** towns"),
  bodyMagic(
    "svg",
    "Shows the cell's body as an SVG picture.",
    '<svg xmlns="http://www.w3.org/2000/svg"><circle r="9"/></svg>',
  ),
];

/** A cell magic whose body is no TypeScript. */
function bodyMagic(name: string, doc: string, body: string): Magic {
  return { name, cell: true, doc, example: `%%${name}\n${body}`, positionals: [], options: [], result: "waited" };
}

function command(name: string, doc: string, example: string, positionals: readonly MagicArgument[] = []): Magic {
  return { name, cell: false, doc, example, positionals, options: [], result: "nothing" };
}

/** Names that no registered algorithm may take. */
export function builtInNames(): string[] {
  return [...OPERATIONS, ...BUILT_IN].map(({ name }) => name);
}

/** All magics: those that make tasks, the others, then one per algorithm. A built-in name wins. */
export function allMagics(algorithms: readonly AlgorithmSchema[]): readonly Magic[] {
  const { magics, names } = (builtIn ??= builtInMagics());
  return [...magics, ...algorithms.filter(({ name }) => !names.has(name)).map(algorithmMagic)];
}

/** Made when they are first asked for: what they are made of is not there while modules load. */
let builtIn: ReturnType<typeof builtInMagics> | undefined;

function builtInMagics(): { readonly magics: readonly Magic[]; readonly names: ReadonlySet<string> } {
  const alone = OPERATIONS.filter(({ over }) => over === undefined);
  const lines = alone.map((operation) => operationMagic(operation));
  const magics = [...lines, ...alone.flatMap(scriptMagic), ...BUILT_IN];
  return { magics, names: new Set(builtInNames()) };
}

/** Of the name in any spelling, or the algorithm of that id. */
export function namedMagic(name: string, magics: readonly Magic[]): Magic | undefined {
  return findNamed(magics, name, (magic) => [
    magic.name,
    ...(magic.algorithm === undefined ? [] : [magic.algorithm.id]),
  ]);
}

/** @throws UNKNOWN_MAGIC with near names, or a hint when only the number of percent signs is wrong. */
export function findMagic(name: string, double: boolean, magics: readonly Magic[]): Magic {
  const magic =
    namedMagic(
      name,
      magics.filter(({ cell }) => cell === double),
    ) ?? namedMagic(name, magics);
  if (magic === undefined) {
    const sign = double ? "%%" : "%";
    const elsewhere = equivalentOf(name, sign);
    if (elsewhere !== undefined) throw elsewhere;
    const names = magics.filter(({ cell }) => cell === double).map((candidate) => kebabName(candidate.name));
    throw new SpatialError(
      "UNKNOWN_MAGIC",
      `There is no magic ${sign}${name}.${didYouMean(name, names)} %magics lists all of them.`,
    );
  }
  if (magic.cell && !double) {
    throw new SpatialError(
      "UNKNOWN_MAGIC",
      `%%${name} is written with two percent signs, on the first line of its cell.`,
    );
  }
  if (!magic.cell && double) {
    throw new SpatialError(
      "UNKNOWN_MAGIC",
      `%${name} is written with one percent sign; it takes one line, not a cell.`,
    );
  }
  return magic;
}

/** The option written as `--name`, in any of kebab-case, camelCase and QGIS's capitals. `--no-flag` gives `negated`. */
export function findOption(
  magic: Magic,
  written: string,
): { readonly argument: MagicArgument; readonly negated: boolean } {
  const wanted = plainName(written);
  // Named inputs: `--input roads` is the same as the first word.
  const known = [...magic.options, ...magic.positionals];
  const exact = findNamed(known, written, ({ name, also = [] }) => [name, ...also]);
  if (exact !== undefined) return { argument: exact, negated: false };
  const negatable = wanted.startsWith("no") ? known.find(({ name }) => plainName(name) === wanted.slice(2)) : undefined;
  if (negatable?.type === "flag") return { argument: negatable, negated: true };
  const names = known.map(optionName);
  const list =
    magic.options.length === 0 ? `It takes no options.` : `Its options: ${magic.options.map(optionName).join(", ")}.`;
  throw new SpatialError(
    "UNKNOWN_OPTION",
    `%${magic.name} has no option ${written}.${didYouMean(written, names)} ${list}`,
  );
}

/** @param more options that are no parameters of the operation */
function operationMagic(operation: Operation, more: readonly MagicArgument[] = []): Magic {
  const words = wordParameters(operation.parameters).filter((parameter) => !isBody(parameter));
  const isWord = ({ name }: NamedParameter): boolean => words.some((word) => word.name === name);
  const all = namedParameters(operation.parameters);
  const options = all.filter((parameter) => !isWord(parameter) && !isBody(parameter));
  const how = namedParameters(operation.runOptions);
  const [as, others] = [how.filter(({ name }) => name === "as"), how.filter(({ name }) => name !== "as")];
  return {
    name: operation.name,
    cell: all.some(isBody),
    doc: operation.doc,
    example: operation.example,
    positionals: words.map(argumentOf),
    options: [...options.map(argumentOf), ...as.map(argumentOf), ...more, ...others.map(argumentOf)],
    result: operation.results,
    operation,
  };
}

/** The cell magic of an operation that takes a script: the cell's body is the script. */
function scriptMagic(operation: Operation): readonly Magic[] {
  if (operation.cellExample === undefined) return [];
  const line = operationMagic(operation);
  const positionals = line.positionals.filter(({ isBody: isScript }) => isScript !== true);
  return [{ ...line, cell: true, example: operation.cellExample, positionals }];
}

function isBody({ type }: NamedParameter): boolean {
  return type.argument.type === "body";
}

/** By schema, which does not change: every cell asks for all of them. */
const ofAlgorithms = new WeakMap<AlgorithmSchema, Magic>();

function algorithmMagic(algorithm: AlgorithmSchema): Magic {
  const known = ofAlgorithms.get(algorithm);
  if (known !== undefined) return known;
  const operation = algorithmOperation(algorithm, isOwn(algorithm) ? "value" : undefined);
  const magic = { ...operationMagic(operation, OVER_ALGORITHMS), algorithm };
  ofAlgorithms.set(algorithm, magic);
  return magic;
}

/** The operations that run an algorithm, as options of its magic. */
const OVER_ALGORITHMS: readonly MagicArgument[] = OPERATIONS.flatMap((operation) => {
  const { over, parameters } = operation;
  const others = namedParameters(parameters).filter(({ name }) => over !== undefined && name !== over.parameter);
  return others.map((parameter) => Object.assign({}, argumentOf(parameter), { runs: operation }));
});
