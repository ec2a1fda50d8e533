import { format } from "node:util";
import { SpatialError } from "../errors.ts";
import { packLayers } from "../layers/layer-values.ts";
import type { UnitContext } from "../tasks/job.ts";
import { countTo, type TaskContext } from "../tasks/task-context.ts";

/** `ctx` as user code sees it: what Feedback has, forgiving about types, without the lane's own business. */
export function taskContext(context: UnitContext): TaskContext {
  const progress = (fraction: number, text?: string): void =>
    context.progress(fraction, text === undefined ? undefined : format(text));
  return Object.freeze({
    progress,
    isCanceled: () => context.isCanceled(),
    throwIfCanceled: () => context.throwIfCanceled(),
    signal: context.signal,
    log: (level, text) => context.log(checkLevel(level), format(text)),
    emit(name, value) {
      if (packLayers(value).layers.length > 0) {
        throw new SpatialError(
          "UNCLONABLE",
          `ctx.emit("${name}", …) can't send a Layer; send layer.toGeoJSON() or return it.`,
        );
      }
      context.emit(format(name), value);
    },
    range: (n) => countTo(n, context),
  } satisfies TaskContext);
}

/** The functions of the geometry library, each called through `inside`, so that a cancel can end it. */
export function callsThrough<T extends object>(api: T, inside: (call: () => unknown) => unknown): T {
  const marked = Object.entries(api).map(([name, call]: [string, unknown]) => {
    if (typeof call !== "function") return [name, call];
    const run = (...args: unknown[]): unknown => inside(() => (call as (...values: unknown[]) => unknown)(...args));
    return [name, run];
  });
  return Object.freeze(Object.fromEntries(marked)) as T;
}

function checkLevel(level: unknown): "info" | "warning" | "error" {
  if (level === "info" || level === "warning" || level === "error") return level;
  throw new SpatialError("BAD_ARGUMENT", `ctx.log("${String(level)}", …): expected info, warning or error.`);
}
