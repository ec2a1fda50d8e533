import type { Job } from "./job.ts";
import type { TaskContext } from "./task-context.ts";
import type { Task } from "./task.ts";

/** What a task runs. All but `job` are made into one by the engine's `compile`. */
export type TaskSource =
  | { readonly type: "job"; readonly job: Job }
  | {
      readonly type: "function";
      readonly fn: (input: never, ctx: TaskContext) => unknown;
      readonly input: unknown;
      /** It waits rather than computes: many at once share a lane. */
      readonly io: boolean;
      /** It is called for one chunk of the first layer of its input after the other, on all lanes. */
      readonly chunks: boolean;
      /** Variables around the function whose values it gets copies of. */
      readonly share: Readonly<Record<string, unknown>> | undefined;
    }
  /** Work of the main loop, or of somebody else: it occupies no lane. */
  | { readonly type: "main"; readonly start: (ctx: TaskContext) => unknown }
  | { readonly type: "module"; readonly path: string; readonly exportName: string; readonly input: unknown }
  /** The overridden `run` of a subclass, which sees the task's own fields. */
  | { readonly type: "method"; readonly self: Task };
