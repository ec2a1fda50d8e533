import type { LayerData } from "../layers/layer-data.ts";
import { AlgorithmTask, runPiece, type TaskResult } from "./runners/algorithm-task.ts";
import type { Setup, Tools } from "./setup.ts";
import type { Algorithm } from "./shapes.ts";

/** What another algorithm makes, all of it on this lane. */
export function runHere(algorithm: Algorithm, setup: Setup, tools: Tools): LayerData {
  const task = new AlgorithmTask(algorithm, setup);
  let answers: readonly unknown[] = [];
  for (const step of AlgorithmTask.weights(algorithm, setup.values).keys())
    answers = task.pieces(step, answers).map((piece) => runPiece(algorithm, piece, tools));
  const result = answers[0] as TaskResult;
  if ("layer" in result) return result.layer;
  throw new Error(`${algorithm.name} makes several layers`);
}
