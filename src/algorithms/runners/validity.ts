import { SpatialError } from "../../errors.ts";
import type { Feedback } from "../../feedback.ts";
import { GeometryBuilder } from "../../geometry/builder.ts";
import type { GeometryAt } from "../../geometry/geometry-at.ts";
import type { EngineGeometry } from "../../geometry/engine-geometry.ts";
import type { GeometryEngine } from "../../geometry/engine.ts";
import { isPlainlyValid } from "../../geometry/plain-validity.ts";
import { inputOf, type Setup } from "../setup.ts";

/** A feature that the policy "skip" left out or "fix" repaired. */
export interface InvalidFeature {
  readonly input: string;
  readonly index: number;
  readonly reason: string;
}

/** Features named in the log line; the rest is only counted. */
const MOST_NAMED = 5;

/** Reads features under the invalid-geometry policy, and remembers which were not as they should be. */
export class ValidReader {
  readonly met: InvalidFeature[] = [];
  readonly #setup: Setup;
  readonly #engine: GeometryEngine;

  constructor(setup: Setup, engine: GeometryEngine) {
    this.#setup = setup;
    this.#engine = engine;
  }

  /** Its coordinates, likewise. */
  place(input: string, index: number): GeometryAt | undefined {
    const column = inputOf(this.#setup, input).geometry;
    if (isPlainlyValid(column, index)) return { column, index };
    return this.#engine.scope(() => {
      const found = this.read(input, index);
      return found?.repaired === true ? placeOf(found.geometry, this.#engine) : found && { column, index };
    });
  }

  /**
   * The geometry of a feature, repaired where the policy says so; undefined for one that is to be left out. Belongs to
   * the engine's open scope.
   */
  read(input: string, index: number): { readonly geometry: EngineGeometry; readonly repaired: boolean } | undefined {
    const column = inputOf(this.#setup, input).geometry;
    const geometry = this.#engine.read(column, index);
    // asking the engine costs as much as half a buffer
    const reason = isPlainlyValid(column, index) ? undefined : invalidityOf(geometry, this.#engine);
    if (reason === undefined) return { geometry, repaired: false };
    const { invalid } = this.#setup;
    if (invalid === "abort") throw refusal({ input, index, reason });
    this.met.push({ input, index, reason });
    return invalid === "skip" ? undefined : { geometry: this.#engine.makeValid(geometry), repaired: true };
  }
}

/** Coordinates of a geometry in an engine. */
export function placeOf(geometry: EngineGeometry, engine: GeometryEngine): GeometryAt {
  const builder = new GeometryBuilder();
  engine.write(geometry, builder);
  return { column: builder.finish(), index: 0 };
}

function invalidityOf(geometry: EngineGeometry, engine: GeometryEngine): string | undefined {
  const problem = engine.invalidity(geometry);
  if (problem?.at === undefined) return problem?.reason;
  return `${problem.reason} at ${problem.at.map((value) => +value.toFixed(6)).join(" ")}`;
}

function refusal({ input, index, reason }: InvalidFeature): SpatialError {
  return new SpatialError(
    "INVALID_GEOMETRY",
    `Feature ${index} of ${input} has an invalid geometry (${reason}). ` +
      `Repair such features with --invalid fix, or leave them out with --invalid skip.`,
  );
}

/** What a result's line says of the features that ranges met, e.g. "1 repaired"; the log names them. */
export function logInvalid(met: readonly InvalidFeature[], setup: Setup, feedback: Feedback): string | undefined {
  let total = 0;
  const done = setup.invalid === "skip" ? "Left out" : "Repaired";
  for (const [input, data] of Object.entries(setup.inputs)) {
    // several ranges may have met the same feature of an overlay
    const own = new Map(met.filter((feature) => feature.input === input).map(({ index, reason }) => [index, reason]));
    total += own.size;
    if (own.size === 0) continue;
    const named = [...own].toSorted(([a], [b]) => a - b).slice(0, MOST_NAMED);
    const list = named.map(([index, reason]) => `${index} (${reason})`).join(", ");
    const more = own.size > MOST_NAMED ? `, and ${own.size - MOST_NAMED} more` : "";
    const count = `${own.size} invalid of ${data.geometry.length} features of ${input}`;
    feedback.log("warning", `${done} ${count}: ${list}${more}.`);
  }
  return total === 0 ? undefined : `${total} ${done.toLowerCase()}`;
}
