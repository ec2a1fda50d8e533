import type { AlgorithmSchema } from "../algorithms/algorithm.ts";

interface ResultKind {
  /** What a task that gives it is a task of. @param from goes before names of public types */
  typescript(from: string): string;
  /** Whether it is a layer of the session: always, where the call names it, or never. */
  readonly layer: "always" | "named" | "never";
}

/** What tasks give. Calls, the types of magics, and names of layers and variables follow from it. */
export const RESULTS = {
  layer: { typescript: (from) => `${from}Layer`, layer: "always" },
  layers: { typescript: (from) => `${from}Layer[]`, layer: "never" },
  /** Anything. */
  value: { typescript: () => "any", layer: "named" },
  /** What a body returns, features as a layer; R is the type of the body's value. */
  body: { typescript: (from) => `${from}AlgorithmResult<Awaited<R>>`, layer: "named" },
  /** What was written to a file. */
  file: { typescript: (from) => `${from}Saved`, layer: "never" },
  chart: { typescript: (from) => `${from}Chart`, layer: "never" },
  figure: { typescript: (from) => `${from}Figure`, layer: "never" },
} satisfies Readonly<Record<string, ResultKind>>;

export type ResultName = keyof typeof RESULTS;

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
