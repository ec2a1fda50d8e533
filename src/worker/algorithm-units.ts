import { findAlgorithm } from "../algorithms/registry.ts";
import { type Piece, runPiece } from "../algorithms/runners/algorithm-task.ts";
import type { EngineName } from "../geometry/engines/open-engine.ts";
import type { UnitHandler } from "../tasks/job.ts";
import { insideEngine, laneEngine } from "./lane-engine.ts";

interface AlgorithmPayload {
  readonly name: string;
  readonly piece: Piece;
  readonly engine: EngineName;
}

/** One piece of an algorithm's task. */
export const runAlgorithm: UnitHandler = async (payload, context) => {
  const { name, piece, engine } = payload as AlgorithmPayload;
  const algorithm = findAlgorithm(name);
  const tools = { engine: await laneEngine(engine, context), feedback: context };
  return insideEngine(tools.engine, context, () => runPiece(algorithm, piece, tools));
};
