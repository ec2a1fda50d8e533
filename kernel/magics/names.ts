import { SpatialError } from "../../src/errors.ts";
import { Layer } from "../../src/layers/layer.ts";
import { didYouMean } from "../../src/layers/near-names.ts";
import type { LayerInput } from "../../src/session/layer-input.ts";
import { type LayerNames, unknownLayer } from "../../src/session/layer-names.ts";
import type { TaskEngine } from "../../src/tasks/engine.ts";
import { Task } from "../../src/tasks/task.ts";

/** A bare word of a magic: first the name of a layer, then a variable that holds a layer or a task. */
export class MagicName {
  readonly text: string;
  readonly #variable: (() => unknown) | undefined;

  constructor(text: string, variable?: () => unknown) {
    this.text = text;
    this.#variable = variable;
  }

  /** The variable's value; undefined where there is none, or not yet. */
  value(): unknown {
    try {
      return this.#variable?.();
    } catch (error) {
      if (error instanceof ReferenceError) return undefined; // declared further down
      throw error;
    }
  }
}

/** What may stand for a layer in a magic: a bare word, or the value of an expression. */
export function toLayer(given: unknown, names: LayerNames): LayerInput {
  const isName = given instanceof MagicName;
  const value = isName ? given.value() : given;
  // what is only shown under its variable's name is that variable, as it is now
  const isVariable = isName && value instanceof Layer && names.isShown(given.text);
  if (isName && names.has(given.text) && !isVariable) return given.text;
  if (value instanceof Layer || value instanceof Task) return value as Layer | Task<Layer>;
  if (!isName && typeof value === "string") return value;
  if (!isName)
    throw new SpatialError(
      "BAD_ARGUMENT",
      `The expression gives ${kindOf(value)}; expected a layer, a task that makes one, or a layer's name.`,
    );
  if (value === undefined) throw unknownLayer(given.text, names.all());
  throw new SpatialError(
    "UNKNOWN_LAYER",
    `There is no layer "${given.text}", and the variable ${given.text} holds ${kindOf(value)}, no layer and no task.`,
  );
}

/** What may stand for a task: its number, the name of its result, or a variable. */
export function toTask(given: unknown, names: LayerNames, engine: Pick<TaskEngine, "get" | "tasks">): Task {
  if (given instanceof Task) return given;
  const text = given instanceof MagicName ? given.text : String(given);
  const byNumber = /^\d+$/.test(text) ? engine.get(Number(text)) : undefined;
  if (byNumber !== undefined) return byNumber;
  const byName = names.task(text);
  if (byName !== undefined) return byName;
  const value = given instanceof MagicName ? given.value() : undefined;
  if (value instanceof Task) return value;
  // The words of a `%%task` name it too; of several with one name the latest is meant.
  const byDescription = engine.tasks().findLast(({ description }) => description === text);
  if (byDescription !== undefined) return byDescription;
  throw new SpatialError(
    "UNKNOWN_TASK",
    `There is no task "${text}".${didYouMean(text, names.all())} %tasks lists them with their numbers.`,
  );
}

/** A variable that a body gets a copy of. */
export function toShared(given: unknown): readonly [name: string, value: unknown] {
  const name = given instanceof MagicName ? given.text : undefined;
  if (name === undefined)
    throw new SpatialError("BAD_ARGUMENT", `--share takes names of variables; the expression gives ${kindOf(given)}.`);
  const value = (given as MagicName).value();
  if (value !== undefined) return [name, value];
  throw new SpatialError("BAD_ARGUMENT", `--share ${name}: there is no variable "${name}", or it has no value yet.`);
}

function kindOf(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (Array.isArray(value)) return "an array";
  return typeof value === "object" ? `a ${value.constructor?.name ?? "object"}` : `a ${typeof value}`;
}
