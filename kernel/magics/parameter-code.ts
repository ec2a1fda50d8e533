import type { AlgorithmSchema, Parameter } from "../../src/algorithms/algorithm.ts";
import { checkParameters } from "../../src/algorithms/parameters.ts";

/** TypeScript is stricter than a magic, where everything is text: the value as its type wants it. */
export function parameterCode(algorithm: AlgorithmSchema, parameter: Parameter, value: unknown): string {
  return JSON.stringify(checkedValue(algorithm, parameter, value) ?? value);
}

/** The value as the schema reads it; undefined for what depends on a layer, which stays as it was given. */
export function checkedValue(algorithm: AlgorithmSchema, parameter: Parameter, value: unknown): unknown {
  if (parameter.type === "distance" || parameter.type === "crs") return undefined;
  const alone = { ...algorithm, parameters: [parameter] };
  return checkParameters(alone, { [parameter.name]: value }, { crsOf: () => undefined })[parameter.name];
}
