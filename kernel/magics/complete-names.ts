import { isIdentifier } from "./bindable.ts";
import { codeTokens } from "./code-tokens.ts";
import { completePath } from "./complete-path.ts";
import type { CompletionContext, Match, Matches } from "./complete.ts";
import { OPERATIONS } from "../../src/operations/registry.ts";
import { callArguments } from "../../src/schema/parameter.ts";
import type { MagicToken } from "./tokens.ts";

const IMPORTABLE = [".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs", ".json"];

/** What is being typed: a member after a dot, or the text of a string after a bracket, parenthesis or comma. */
interface Begun {
  readonly kind: "member" | "string";
  readonly start: number;
  readonly typed: string;
  /** The tokens before it, the dot or bracket included. */
  readonly before: readonly MagicToken[];
}

/**
 * Completes names that only the session knows, in TypeScript: layers after `layers.` and in calls such as
 * `geo.buffer("…")`, a layer's fields after `properties.`, algorithms in `geo.run("…")`, files in `geo.load(name, "…")` and `import "./…"`.
 */
export async function completeNames(
  text: string,
  cursor: number,
  context: CompletionContext,
): Promise<Matches | undefined> {
  const begun = readBegun(codeTokens(text.slice(0, cursor)), cursor);
  const all = begun && (await namesAt(begun, context));
  if (begun === undefined || all === undefined) return undefined;
  const { kind, start, typed } = begun;
  const matches = all.filter(({ text: name }) => (kind === "string" || isIdentifier(name)) && startsWith(name, typed));
  return matches.length === 0 ? undefined : { start, end: cursor, matches };
}

function readBegun(tokens: readonly MagicToken[], cursor: number): Begun | undefined {
  const last = tokens.at(-1);
  if (last === undefined) return undefined;
  if (last.text === "." || last.text === "?.") return { kind: "member", start: cursor, typed: "", before: tokens };
  if (last.end !== cursor) return undefined;
  const before = tokens.slice(0, -1);
  if (last.kind === "word" && /^\??\.$/.test(before.at(-1)?.text ?? ""))
    return { kind: "member", start: last.start, typed: last.text, before };
  const isOpen = last.kind === "string" && (last.text.length === 1 || last.text.at(-1) !== last.text[0]);
  if (!isOpen || last.text.includes("\\")) return undefined;
  return { kind: "string", start: last.start + 1, typed: last.text.slice(1), before };
}

async function namesAt(
  { kind, before, typed }: Begun,
  context: CompletionContext,
): Promise<readonly Match[] | undefined> {
  const words = before.slice(-6).map(({ text }) => text);
  const owner = words.at(-2);
  const isAccess = kind === "member" || words.at(-1) === "[";
  const isMember = /^\??\.$/.test(words.at(-3) ?? "");
  if (isAccess && owner === "layers" && !isMember) return context.layers.map((text) => ({ text, kind: "layer" }));
  if (isAccess && owner === "properties" && isMember) return fieldMatches(before, context);
  return kind === "member" ? undefined : argumentsOfGeo(words, typed, context);
}

/** @param words up to six that come before a string */
async function argumentsOfGeo(
  words: readonly string[],
  typed: string,
  context: CompletionContext,
): Promise<readonly Match[] | undefined> {
  const written = words.join(" ");
  if (/(?:^| )(?:from|import|import \(|require \()$/.test(written))
    return /^\.{0,2}\//.test(typed) ? completePath(typed, IMPORTABLE, context) : undefined;
  return valuesOfCall(written, typed, context);
}

async function valuesOfCall(
  written: string,
  typed: string,
  context: CompletionContext,
): Promise<readonly Match[] | undefined> {
  const [, call, before = ""] = /(?:^| )geo \. (\w+) \( ?((?:\S+ , ?)*)$/.exec(written) ?? [];
  if (call === undefined) return undefined;
  // what takes QGIS's ids is no operation by itself
  if (call === "run" || call === "submit") return idMatches(context);
  return argumentMatches(call, before.split(",").length - 1, typed, context);
}

/** For an argument of a call of `geo`, by its position. */
async function argumentMatches(
  call: string,
  position: number,
  typed: string,
  context: CompletionContext,
): Promise<readonly Match[]> {
  const operation = [...OPERATIONS, ...context.algorithms].find(({ name }) => name === call);
  const argument = callArguments(operation?.parameters ?? {})[position]?.type.argument;
  if (argument?.type === "path") return completePath(typed, argument.endings ?? [], context);
  if (argument?.type === "algorithm") return idMatches(context);
  return argument?.type === "layer" ? context.layers.map((text) => ({ text, kind: "layer" })) : [];
}

function idMatches({ algorithms }: CompletionContext): readonly Match[] {
  return algorithms.map(({ id, title }) => ({ text: id, kind: title }));
}

/** The fields of the layer that the feature is taken from, if that can be seen; else those of all layers. */
function fieldMatches(before: readonly MagicToken[], context: CompletionContext): readonly Match[] {
  const feature = before.at(-4)?.text;
  const source = feature === undefined ? undefined : loopSource(before, feature);
  const own = source === undefined ? undefined : context.fieldsOf(source);
  const fields = own ?? context.layers.flatMap((name) => context.fieldsOf(name) ?? []);
  return [...new Map(fields.map(({ name, type }) => [name, { text: name, kind: type }])).values()];
}

/** NAME in `for (const f of NAME)` or `of layers.NAME`. */
function loopSource(tokens: readonly MagicToken[], variable: string): string | undefined {
  const index = tokens.findLastIndex(({ text }, at) => text === variable && tokens[at + 1]?.text === "of");
  if (index < 0) return undefined;
  const [first, dot, second] = tokens.slice(index + 2, index + 5).map(({ text }) => text);
  return first === "layers" && dot === "." ? second : first;
}

function startsWith(name: string, typed: string): boolean {
  return name.toLowerCase().startsWith(typed.toLowerCase());
}
