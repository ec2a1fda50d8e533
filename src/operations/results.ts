import type { AlgorithmSchema } from "../algorithms/algorithm.ts";

interface ResultKind {
  /** What a task that gives it is a task of. @param from goes before names of public types */
  typescript(from: string): string;
  /** Whether it is a layer of the session: always, where the call names it, or never. */
  readonly layer: "always" | "named" | "never";
}

/**
 * What tasks give. Calls, the types of magics, and names of layers and variables follow from it. In types, O is the
 * operation's name, A that of the algorithm that it runs, and R what a body returns.
 */
export const RESULTS = {
  layer: { typescript: (from) => `${from}Layer`, layer: "always" },
  /** A layer, with others beside it as members. */
  outputs: { typescript: (from) => `${from}ResultOf<O>`, layer: "always" },
  /** Layers that an algorithm names itself. */
  layers: { typescript: (from) => `${from}ResultOf<O>`, layer: "never" },
  /** Numbers and texts by name; in the session, a table with one row. */
  values: { typescript: (from) => `${from}ResultOf<O>`, layer: "always" },
  /** What an algorithm gives, once for each item. */
  each: { typescript: (from) => `${from}ResultOf<A>[]`, layer: "never" },
  /** Anything. */
  value: { typescript: () => "any", layer: "named" },
  /** What a body returns, features as a layer. */
  body: { typescript: (from) => `${from}AlgorithmResult<Awaited<R>>`, layer: "named" },
  /** What was written to a file. */
  file: { typescript: (from) => `${from}Saved`, layer: "never" },
  chart: { typescript: (from) => `${from}Chart`, layer: "never" },
  figure: { typescript: (from) => `${from}Figure`, layer: "never" },
} satisfies Readonly<Record<string, ResultKind>>;

export type ResultName = keyof typeof RESULTS;

/** What an algorithm gives. */
export function resultsOf({ gives, others = [] }: Pick<AlgorithmSchema, "gives" | "others">): ResultName {
  if (gives !== undefined) return gives === "layers" ? "layers" : "values";
  return others.length === 0 ? "layer" : "outputs";
}

/** That in TypeScript, in the file of the public types; undefined for a layer alone. */
export function resultType(algorithm: Pick<AlgorithmSchema, "name" | "gives" | "others">): string | undefined {
  const { gives, others = [] } = algorithm;
  if (gives !== undefined) return gives === "layers" ? "Layer[]" : valuesType(algorithm);
  return others.length === 0 ? undefined : `LayerWith<${others.map((one) => `"${one}"`).join(" | ")}>`;
}

/** The interface of the values that an algorithm gives. */
export function valuesType({ name }: Pick<AlgorithmSchema, "name">): string {
  return `${name.slice(0, 1).toUpperCase()}${name.slice(1)}Values`;
}

/** What gives one of these. */
interface Giver extends Pick<AlgorithmSchema, "name"> {
  readonly results: ResultName;
  readonly names?: string;
}

/** What a call says the layer's name by: a parameter, or the option `as`; nothing where it makes no layer. */
export function namedBy({ results, names }: Giver): string | undefined {
  const { layer } = RESULTS[results];
  if (layer === "never") return undefined;
  return layer === "always" && names !== undefined ? names : "as";
}
