import type { AlgorithmSchema } from "../algorithms/algorithm.ts";
import { needsValidity } from "../algorithms/registry.ts";
import { findNamed } from "../schema/names.ts";
import { batch } from "./batch.ts";
import { chart } from "./chart.ts";
import { figure } from "./figure.ts";
import { load } from "./load.ts";
import type { Operation, OperationOver, PlannedOperation } from "./operation.ts";
import { type ResultName, resultsOf } from "./results.ts";
import { overpass } from "./overpass.ts";
import { runOptions } from "./run-options.ts";
import { save } from "./save.ts";
import { sql } from "./sql.ts";
import { taskBody } from "./task-body.ts";

/** What makes tasks besides algorithms. */
export const OPERATIONS: readonly (PlannedOperation | OperationOver)[] = [
  load,
  save,
  sql,
  overpass,
  figure,
  chart,
  taskBody,
  batch,
];

/** One of them, by any spelling of its name. */
export function plannedOperation(name: string): PlannedOperation | OperationOver | undefined {
  return findNamed(OPERATIONS, name, (operation) => [operation.name, operation.id]);
}

/** An algorithm as an operation. @param results "value" for one that may give anything */
export function algorithmOperation(algorithm: AlgorithmSchema, results: ResultName = resultsOf(algorithm)): Operation {
  const validity = needsValidity(algorithm) ? (["invalid"] as const) : [];
  return { ...algorithm, results, runOptions: runOptions("as", ...validity, "engine") };
}
