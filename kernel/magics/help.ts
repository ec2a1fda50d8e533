import type { AlgorithmSchema } from "../../src/algorithms/algorithm.ts";
import { isAbout } from "../../src/algorithms/registry.ts";
import { didYouMean } from "../../src/layers/near-names.ts";
import { kebabName, optionName } from "../../src/schema/names.ts";
import { callArguments, namedParameters } from "../../src/schema/parameter.ts";
import type { ArgumentKind } from "../../src/schema/parameter-type.ts";
import { escapeHtml } from "../../src/shown-text.ts";
import { COLOUR, FONT } from "../display/html.ts";
import type { MimeBundle } from "../protocol/output.ts";
import { allMagics, findMagic, namedMagic } from "./catalog.ts";
import type { Magic, MagicArgument } from "./magic.ts";
import { signed } from "./command.ts";

/** What `%name?` shows. @throws UNKNOWN_MAGIC */
export function helpFor(name: string, algorithms: readonly AlgorithmSchema[]): MimeBundle {
  const magics = allMagics(algorithms);
  const isCell = namedMagic(name, magics)?.cell === true;
  const magic = findMagic(name, isCell, magics);
  return magicBundle(magic, 0);
}

/** @param detail with 1, what the magic is elsewhere, too: in TypeScript and in QGIS */
export function magicBundle(magic: Magic, detail: 0 | 1): MimeBundle {
  const [text, html] = [helpText(magic), helpHtml(magic)];
  const { algorithm } = magic;
  if (detail === 0 || algorithm === undefined) return { "text/plain": text, "text/html": html };
  const rows = [
    ["In TypeScript", equalCall(algorithm)],
    [
      "In QGIS",
      `${algorithm.id}: ${namedParameters(algorithm.parameters)
        .map(({ qgis }) => qgis)
        .join(", ")}`,
    ],
  ] as const;
  return { "text/plain": `${text}\n\n${textTable(rows)}`, "text/html": `${html}${listTable(rows)}` };
}

/** `geo.buffer(input, { distance, segments })` */
function equalCall({ name, parameters }: AlgorithmSchema): string {
  const input = callArguments(parameters).map((argument) => argument.name);
  const others = Object.keys(parameters).filter((other) => !input.includes(other));
  return `geo.${name}(${[...input, `{ ${others.join(", ")} }`].join(", ")})`;
}

/** `%buffer LAYER [--distance …]` */
export function usage(magic: Magic): string {
  const words = magic.positionals.map(({ name, required, many }) => {
    const word = `${name.toUpperCase()}${many === true ? "…" : ""}`;
    return required === true ? word : `[${word}]`;
  });
  const required = magic.options.filter((option) => option.required === true).map(optionLabel);
  const hasMore = magic.options.some((option) => option.required !== true);
  return [signed(magic), ...words, ...required, ...(hasMore ? ["[--option …]"] : [])].join(" ");
}

function helpText(magic: Magic): string {
  const rows = argumentsOf(magic);
  const width = Math.max(0, ...rows.map(({ label }) => label.length));
  const lines = rows.map(({ label, text }) => `  ${label.padEnd(width)}  ${text}`);
  const title = titleOf(magic);
  return [
    usage(magic),
    ...(title === "" ? [] : [title]),
    "",
    magic.doc,
    ...(lines.length > 0 ? ["", ...lines] : []),
    "",
    "Example:",
    ...magic.example.split("\n").map((line) => `  ${line}`),
  ].join("\n");
}

function helpHtml(magic: Magic): string {
  const rows = argumentsOf(magic).map(
    ({ label, text }) =>
      `<tr style="background:none"><td style="${CELL};white-space:nowrap"><code style="${WORD}">${unbroken(label)}</code></td><td style="${CELL}">${escapeHtml(text)}</td></tr>`,
  );
  const title = titleOf(magic);
  const subtitle = title === "" ? "" : `<div style="color:${COLOUR.quiet}">${escapeHtml(title)}</div>`;
  return (
    `<div style="${FONT}"><div><code style="${CODE};padding:0;font-weight:600">${escapeHtml(usage(magic))}</code></div>` +
    `${subtitle}<p style="margin:6px 0;max-width:52em">${escapeHtml(magic.doc)}</p>${table(rows)}` +
    `<pre style="${CODE};margin:6px 0 0;padding:0;background:none">${escapeHtml(magic.example)}</pre></div>`
  );
}

/** What `%magics` shows. */
export function magicsHelp(algorithms: readonly AlgorithmSchema[]): MimeBundle {
  const magics = allMagics(algorithms);
  const builtIn = magics
    .filter(({ algorithm }) => algorithm === undefined)
    .map((magic) => [usage(magic), firstSentence(magic.doc)] as const);
  const generated = magics.flatMap(({ name, algorithm }) =>
    algorithm === undefined ? [] : [[`%${name}`, algorithm.title] as const],
  );
  const sections = [
    ["Magics", builtIn],
    ["Algorithms", generated],
    ["How they are written", RULES],
  ] as const;
  return {
    "text/plain": sections.map(([title, rows]) => `${title}\n${textTable(rows)}`).join("\n\n"),
    "text/html": `<div style="${FONT}">${sections.map(([title, rows]) => `<div style="font-weight:600;margin-top:6px">${title}</div>${listTable(rows)}`).join("")}</div>`,
  };
}

/** What `%algorithms WORD…` shows: those whose name, title, group, tags or description have all the words. */
export function algorithmsHelp(algorithms: readonly AlgorithmSchema[], words: readonly string[]): MimeBundle {
  const found = algorithms.filter((algorithm) => isAbout(algorithm, words));
  const rows = found.map(
    (algorithm) =>
      [
        `%${kebabName(algorithm.name)}`,
        `${algorithm.title}: ${firstSentence(algorithm.doc)}`,
        algorithm.group,
      ] as const,
  );
  return found.length === 0
    ? listBundle({ title: noneFound(algorithms, words), rows, note: "%algorithms lists all of them." })
    : listBundle({ rows, note: "%NAME? shows how an algorithm is used." });
}

interface FoundList {
  readonly title?: string;
  /** A word of code, what it is, and more about it. */
  readonly rows: readonly (readonly [string, string, ...string[]])[];
  readonly note: string;
}

/** What was found, and a note below it. */
export function listBundle({ title, rows, note }: FoundList): MimeBundle {
  const head = title === undefined ? "" : `<div>${escapeHtml(title)}</div>`;
  const foot = `<div style="color:${COLOUR.quiet}">${escapeHtml(note)}</div>`;
  return {
    "text/plain": [title ?? [], rows.length > 0 ? textTable(rows) : [], note].flat().join("\n"),
    "text/html": `<div style="${FONT}">${head}${listTable(rows)}${foot}</div>`,
  };
}

const CODE =
  "font-family:var(--jp-code-font-family,monospace);font-size:var(--jp-code-font-size,12px);color:inherit;background:none";
/** Of one word: a front end wraps code at hyphens, and indents its first line. */
const WORD = `${CODE};padding:0;white-space:nowrap`;
const CELL = "padding:1px 14px 1px 0;text-align:left;vertical-align:baseline;background:none";

const RULES: readonly (readonly [string, string])[] = [
  ["%name …", "where a statement may start; const x = %name … gives its task"],
  ["'…' \"…\"", "keep spaces together; \\' and \\\" are the characters themselves"],
  ["{expression}", "is evaluated as TypeScript, also inside a word; {{ is a brace"],
  ["a,b", "a list; repeating the option makes one too"],
  ["--flag --no-flag", "switch on and off"],
  ["\\ at the end", "goes on in the next line"],
  [" // …", "is a comment"],
  ["%name?", "shows help"],
];

function argumentsOf(magic: Magic): { readonly label: string; readonly text: string }[] {
  const positionals = magic.positionals.map((argument) => ({
    label: argument.name.toUpperCase(),
    text: describe(argument),
  }));
  return [...positionals, ...magic.options.map((option) => ({ label: optionLabel(option), text: describe(option) }))];
}

/** `--distance DISTANCE` */
function optionLabel(option: MagicArgument): string {
  const name = optionName(option);
  if (option.type === "flag") return option.default === "true" ? `--no-${name.slice(2)}` : name;
  return `${name} ${placeholder(option)}${option.many === true ? ",…" : ""}`;
}

/** What stands for a value, where it isn't the argument's own name. */
const PLACEHOLDERS: Readonly<Record<ArgumentKind, string | undefined>> = {
  number: "N",
  task: "TASK",
  layer: "LAYER",
  variable: "VARIABLE",
  crs: "CRS",
  items: "{[…]}",
  choice: undefined,
  field: undefined,
  text: undefined,
  path: undefined,
  flag: undefined,
  algorithm: undefined,
  body: undefined,
};

function placeholder({ name, type, values = [] }: MagicArgument): string {
  if (type === "choice") return values.join("|");
  return PLACEHOLDERS[type] ?? (name === "as" ? "NAME" : name.toUpperCase());
}

/** The doc line, then the type with unit and range, then the default. */
export function describe({ doc, typeText, default: fallback }: MagicArgument): string {
  const facts = [
    ...(typeText === undefined ? [] : [typeText]),
    ...(fallback === undefined ? [] : [`default ${fallback}`]),
  ];
  return facts.length === 0 ? doc : `${doc} (${facts.join("; ")})`;
}

/** Where style is taken away, as in JupyterLab's tooltips, only the text itself can forbid a line break. */
function unbroken(text: string): string {
  return escapeHtml(text).replaceAll(" ", "&nbsp;");
}

function titleOf({ algorithm }: Magic): string {
  return algorithm === undefined ? "" : `${algorithm.title} · ${algorithm.group} · ${algorithm.id}`;
}

function noneFound(algorithms: readonly AlgorithmSchema[], words: readonly string[]): string {
  const names = algorithms.flatMap(({ name, tags }) => [name, ...tags]);
  return `No algorithm has to do with "${words.join(" ")}".${didYouMean(words.join(" "), names)}`;
}

export function firstSentence(text: string): string {
  return /^.*?[.!?](?=\s|$)/s.exec(text)?.[0] ?? text;
}

function textTable(rows: readonly (readonly [string, string, ...string[]])[]): string {
  const width = Math.max(...rows.map(([first]) => first.length));
  return rows.map(([first, second]) => `  ${first.padEnd(width)}  ${second}`).join("\n");
}

function listTable(rows: readonly (readonly [string, string, ...string[]])[]): string {
  return table(
    rows.map(([first, ...others]) => {
      const cells = others.map(
        (text, index) => `<td style="${CELL}${index > 0 ? `;color:${COLOUR.quiet}` : ""}">${escapeHtml(text)}</td>`,
      );
      return `<tr style="background:none"><td style="${CELL};white-space:nowrap"><code style="${WORD}">${escapeHtml(first)}</code></td>${cells.join("")}</tr>`;
    }),
  );
}

function table(rows: readonly string[]): string {
  return rows.length === 0
    ? ""
    : `<table style="border-collapse:collapse;margin:0;width:auto;font-size:inherit"><tbody>${rows.join("")}</tbody></table>`;
}
