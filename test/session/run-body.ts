import type { LayerInput } from "../../src/session/layer-input.ts";
import type { Session } from "../../src/session/session.ts";
import type { SubmitOptions } from "../../src/session/submission.ts";
import type { Task } from "../../src/tasks/task.ts";

/** A `%%task` cell, without the cell. */
export interface TaskBody {
  readonly name: string;
  readonly source: string;
  readonly inputs?: readonly { readonly name: string; readonly layer: LayerInput }[];
  /** Values that the body gets copies of. */
  readonly share?: Readonly<Record<string, unknown>>;
  readonly chunks?: boolean;
  /** What its cell is called in messages. */
  readonly where?: string;
}

export function runBody(session: Session, body: TaskBody, options: SubmitOptions = {}): Task {
  const { name, source, inputs = [], share = {}, chunks = false, where } = body;
  const input = Object.fromEntries(inputs.map((one) => [one.name, one.layer]));
  return session.submit("task", { name, run: source, input, share, chunks }, options, where);
}
