import { currentCell } from "./scope.ts";

/**
 * Ids of displays, comms and widget models: the cell's key and a count, so that a notebook that is run again saves the
 * same ids. Ids must not collide with those that a front end still holds from before a restart, since an old output
 * would then show a new cell's widget. Within one kernel the count never repeats. Across restarts the key decides:
 *
 * - JupyterLab and `mapcell run` send the cell's own id. A restarted kernel can repeat an id only in the same cell, whose
 *   old output is gone by then.
 * - nbclient and papermill send none, but take no input: nothing lives on after them, so the cell's number is enough.
 * - Other live front ends send none: the key then holds the request's random id.
 */
export class Ids {
  readonly #counts = new Map<string, number>();

  next(kind: "display" | "comm"): string {
    const key = currentCell()?.key ?? "kernel";
    const count = (this.#counts.get(key) ?? 0) + 1;
    this.#counts.set(key, count);
    return `${key}-${kind}-${count}`;
  }
}

/** The key of a cell's execution; see `Ids`. */
export function cellKey(request: {
  readonly cellId: unknown;
  readonly messageId: string;
  readonly number: number;
  readonly interactive: boolean;
}): string {
  if (typeof request.cellId === "string" && /^[\w-]{1,64}$/.test(request.cellId)) return request.cellId;
  return request.interactive ? request.messageId : `cell-${request.number}`;
}
