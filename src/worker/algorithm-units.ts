import type { Work } from "../algorithms/algorithm.ts";
import { findAlgorithm } from "../algorithms/registry.ts";
import { type ChunkResult, combineParts, inOneCrs, runChunk } from "../algorithms/run-chunk.ts";
import type { EngineName } from "../geometry/engines/open-engine.ts";
import type { UnitHandler } from "../tasks/job.ts";
import { insideEngine, laneEngine } from "./lane-engine.ts";

interface AlgorithmPayload {
  readonly name: string;
  readonly work: Work;
  readonly engine: EngineName;
}

/** The inputs of an algorithm, all in the CRS of the first. */
export const align: UnitHandler = (payload, context) => {
  const { name, work } = payload as AlgorithmPayload;
  return inOneCrs(findAlgorithm(name), work, context).inputs;
};

/** One range of features of an algorithm. */
export const runAlgorithm: UnitHandler = async (payload, context) => {
  const { name, work, engine } = payload as AlgorithmPayload;
  const algorithm = findAlgorithm(name);
  const tools = { engine: await laneEngine(engine, context), feedback: context };
  return insideEngine(tools.engine, context, () => runChunk(algorithm, work, tools));
};

/** Joins what the ranges gave. */
export const combine: UnitHandler = async (payload, context) => {
  const { name, work, engine, parts } = payload as AlgorithmPayload & { readonly parts: readonly ChunkResult[] };
  const algorithm = findAlgorithm(name);
  const tools = { engine: await laneEngine(engine, context), feedback: context };
  return insideEngine(tools.engine, context, () => combineParts(algorithm, parts, work, tools));
};
