import type { ListedTask } from "../../kernel/display/listed-task.ts";
import { Layer } from "../../src/layers/layer.ts";

/** A task that looks as a test needs it, and may be changed. */
export type SampleTask = { -readonly [K in keyof ListedTask]: ListedTask[K] };

export function sampleTask(given: Partial<SampleTask> = {}): SampleTask {
  return {
    id: 1,
    description: "buffer roads",
    state: { status: "queued" },
    holding: false,
    fraction: 0,
    text: undefined,
    total: undefined,
    elapsedMs: 0,
    remainingMs: undefined,
    priority: 0,
    keep: false,
    lanes: [],
    memoryBytes: undefined,
    canCancel: true,
    canHold: true,
    hidden: false,
    waitsFor: [],
    subTasks: [],
    ...given,
  };
}

export const oneSquare = Layer.from({
  type: "Polygon",
  coordinates: [
    [
      [0, 0],
      [1, 0],
      [1, 1],
      [0, 1],
      [0, 0],
    ],
  ],
});
