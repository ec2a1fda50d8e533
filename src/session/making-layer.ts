import type { WholeResult } from "../algorithms/runners/algorithm-task.ts";
import { layerFromData } from "../layers/layer.ts";
import type { CompiledJob, Job } from "../tasks/job.ts";

/**
 * For a job of ours alone, which answers with columns: what a user's function returns is never taken for columns, however
 * much it looks like them.
 */
export function makingLayer(job: Job): CompiledJob {
  return {
    ...job,
    map: (answer) => {
      const { remark, ...data } = answer as WholeResult;
      return layerFromData("layer", data, remark === undefined ? {} : { remark });
    },
  };
}
