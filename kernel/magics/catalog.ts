import type { AlgorithmSchema } from "../../src/algorithms/algorithm.ts";
import { SpatialError } from "../../src/errors.ts";
import { needsValidity } from "../../src/algorithms/registry.ts";
import { ENCODINGS } from "../../src/formats/encodings.ts";
import type { FormatOption } from "../../src/formats/format-option.ts";
import { endingsTo, optionsTo } from "../../src/formats/registry.ts";
import { didYouMean } from "../../src/layers/near-names.ts";
import { findNamed, kebabName, optionName, plainName } from "../../src/schema/names.ts";
import { namedParameters } from "../../src/schema/parameter.ts";
import type { ArgumentForm } from "../../src/schema/parameter-type.ts";
import { equivalentOf } from "./other-languages.ts";
import { isOwn } from "../../src/session/own-algorithm.ts";
import { STYLE } from "../../src/session/style-options.ts";
import { argumentOf } from "./parameter-argument.ts";
import { CONFIG, INVALID } from "./setting-words.ts";

export interface MagicArgument extends ArgumentForm {
  /** As the runtime sees it, in camelCase. Typed as `--kebab-case` where it is an option. */
  readonly name: string;
  readonly doc: string;
  readonly required?: boolean;
  /** Shown in help. */
  readonly default?: string;
}

export interface Magic {
  readonly name: string;
  /** `%%name`: the rest of the cell is its body. */
  readonly cell: boolean;
  /** First sentence: what the list of magics shows. */
  readonly doc: string;
  readonly example: string;
  readonly positionals: readonly MagicArgument[];
  readonly options: readonly MagicArgument[];
  /**
   * What the line is in TypeScript: a `Task<Layer>`, the task of a registered algorithm (which may give anything), of a
   * save, of a `%%task`, nothing (done at once), nothing after a wait, or what the statement is that is timed.
   */
  readonly result: "layer" | "value" | "saved" | "body" | "nothing" | "waited" | "timed";
  /** The algorithm it was made from. */
  readonly algorithm?: AlgorithmSchema;
}

const AS: MagicArgument = {
  name: "as",
  type: "text",
  doc: "Name of the result: layers.NAME, and a variable NAME with its task.",
};
const BATCH: MagicArgument = {
  name: "batch",
  type: "text",
  doc: "Runs once for each item of a list, which is parameters or the first layer. --as NAME gives NAME_1, NAME_2 …",
};
const SUBMIT: readonly MagicArgument[] = [
  { name: "wait", type: "flag", doc: "The cell goes on only when the task has ended." },
  { name: "background", type: "flag", doc: "A headless run does not wait for it at the end of the cell." },
  { name: "priority", type: "number", doc: "Larger starts first.", default: "0" },
  { name: "after", type: "task", doc: "Tasks that must be complete first.", many: true },
  { name: "keep", type: "flag", doc: "Not cancelled by an interrupt." },
];
const ENGINE: MagicArgument = {
  name: "engine",
  type: "choice",
  values: ["geos", "jsts"],
  doc: "The geometry library.",
  default: "geos",
};
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

/** An option of a file format. */
function formatArgument({ values, ...option }: FormatOption): MagicArgument {
  if (values === undefined || option.type !== "text") return option;
  return { ...option, type: "choice", values };
}

const BUILT_IN: readonly Magic[] = [
  {
    name: "load",
    cell: false,
    doc: "Reads a layer from a file or URL. The path is relative to the notebook.",
    example: "%load countries data/countries.geojson",
    positionals: [
      {
        name: "name",
        type: "text",
        doc: "Name of the layer: layers.NAME, and a variable NAME with its task.",
        required: true,
      },
      {
        name: "path",
        type: "path",
        doc: "File or http(s) URL; the ending tells the format.",
        required: true,
        endings: endingsTo("read"),
      },
    ],
    options: [
      { name: "crs", type: "crs", doc: "Overrides the CRS that the file states." },
      { name: "layer", type: "text", doc: "Which layer of a file that holds several." },
      {
        name: "encoding",
        type: "text",
        values: ENCODINGS,
        doc: "How a file's text is encoded, such as latin1; UTF-8 if nothing is said.",
      },
      {
        name: "timeout",
        type: "number",
        doc: "Seconds without a byte after which a download is given up.",
        default: "60",
      },
      {
        name: "bounds",
        type: "text",
        doc: "Only features whose own bounds meet these, in units of the file's coordinates.",
        typeText: "minX,minY,maxX,maxY",
      },
      { name: "fields", type: "text", doc: "Only these fields.", many: true },
      { name: "limit", type: "number", doc: "No more features than this, the first ones." },
      ...optionsTo("read").map(formatArgument),
      ...SUBMIT,
    ],
    result: "layer",
  },
  {
    name: "save",
    cell: false,
    doc: "Writes a layer to a file. The ending tells the format; a failed save leaves the old file as it was.",
    example: "%save near near.fgb",
    positionals: [
      LAYER,
      { name: "path", type: "path", doc: "Relative to the notebook.", required: true, endings: endingsTo("write") },
    ],
    options: [...optionsTo("write").map(formatArgument), ...SUBMIT],
    result: "saved",
  },
  {
    name: "task",
    cell: true,
    doc: "Runs the cell's body, TypeScript, in a worker. The inputs are in scope under their names, and so are geometry and ctx; features that it returns become a layer.",
    example:
      "%%task wide --input roads --as wide\nconst out = [];\nfor (const f of roads) {\n  ctx.throwIfCanceled();\n  out.push({ ...f, geometry: geometry.buffer(f.geometry, 50) });\n}\nreturn out;",
    positionals: [
      { name: "name", type: "text", doc: "What the task is called in its display and in %tasks.", required: true },
    ],
    options: [
      { name: "input", type: "layer", doc: "Layers that the body sees, each under its name.", many: true },
      {
        name: "share",
        type: "variable",
        doc: "Variables that the body gets copies of. Functions and imports of other cells need no mention.",
        many: true,
      },
      {
        name: "chunks",
        type: "flag",
        doc: "Runs the body on some features of the first input after the other, on all workers, and joins what it returns.",
      },
      AS,
      ...SUBMIT,
      ENGINE,
    ],
    result: "body",
  },
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
  command("layers", "Lists the layers of the session.", "%layers"),
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
      "map",
      "Shows the live map; with layers, makes them visible and moves the view to them; with options, styles them as %style does.",
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
  return BUILT_IN.map(({ name }) => name);
}

/** All magics: the built-in ones, then one per algorithm. A built-in name wins. */
export function allMagics(algorithms: readonly AlgorithmSchema[]): readonly Magic[] {
  const taken = new Set(BUILT_IN.map(({ name }) => name));
  return [...BUILT_IN, ...algorithms.filter(({ name }) => !taken.has(name)).map(algorithmMagic)];
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
  const exact = findNamed(known, written, ({ name }) => [name]);
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

function algorithmMagic(algorithm: AlgorithmSchema): Magic {
  const parameters = namedParameters(algorithm.parameters);
  return {
    name: algorithm.name,
    cell: false,
    doc: algorithm.doc,
    example: algorithm.example,
    positionals: parameters.filter(({ type }) => type.input !== undefined).map(argumentOf),
    options: [
      ...parameters.filter(({ type }) => type.input === undefined).map(argumentOf),
      AS,
      BATCH,
      ...SUBMIT,
      ...(needsValidity(algorithm) ? [INVALID] : []),
      ENGINE,
    ],
    result: isOwn(algorithm) ? "value" : "layer",
    algorithm,
  };
}
