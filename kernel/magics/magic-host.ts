import type { Layer } from "../../src/layers/layer.ts";
import type { ShownInput } from "../../src/session/map-view.ts";
import type { Session } from "../../src/session/session.ts";
import type { Task } from "../../src/tasks/task.ts";
import type { TaskDisplays } from "../display/task-displays.ts";
import type { MimeBundle, Output } from "../protocol/output.ts";

/** What magics need of the session. */
export type MagicSession = Pick<
  Session,
  | "add"
  | "algorithms"
  | "load"
  | "save"
  | "submit"
  | "submitAlgorithm"
  | "operationFor"
  | "names"
  | "store"
  | "engine"
  | "history"
  | "baseDir"
  | "changeFolder"
  | "settings"
  | "staleness"
>;

/** What a magic was given, by argument. */
export type MagicValues = Readonly<Record<string, unknown>>;

/** What magics need of the kernel around them. */
export interface MagicHost {
  readonly output: Pick<Output, "display" | "stream">;
  readonly displays: Pick<TaskDisplays, "showFollowing">;
  /** What a layer shows as the last expression of a cell. */
  readonly layerBundle: (layer: Layer) => Promise<MimeBundle>;
  /** Shows the live map in the current cell, with these layers visible and in view. */
  readonly showMap: (layers: readonly ShownInput[]) => void;
  /** Says how layers look. */
  readonly styleLayers: (layers: readonly ShownInput[], style: MagicValues) => void;
  /** The variable of the cells that holds this value. */
  readonly variableOf: (value: object) => string | undefined;
  /** Those of the cells. */
  readonly variables: { value(name: string): unknown; assign(name: string, value: unknown): void };
  /** Starts to measure; the answer says how long it took, where somebody watches. */
  readonly stopwatch: () => () => void;
  /** Says how long the current cell took, when it ends. */
  readonly timeCell: () => void;
  /** Runs a program for the current cell, its output in the cell; ends with the cell. */
  readonly runProgram: (program: string, args: readonly string[]) => Promise<void>;
  /** Waits for what cells have left behind: timers, requests. Nothing of that where somebody watches. */
  readonly finishLeft: () => Promise<void>;
  /** What is known of a name of the cells, or a path of names. */
  readonly inspect: (name: string, detail: 0 | 1) => Promise<MimeBundle | undefined>;
  /** Shows the table of tasks in the current cell. */
  readonly showTasks: () => void;
  readonly currentCell: () => { readonly number: number } | undefined;
}

/** What commands need besides. */
export interface CommandHost extends MagicHost {
  /** Lets the variable of that name, if a magic has bound it, hold the task. */
  readonly rebind: (name: string, task: Task) => void;
}
