import type { LayerData } from "../../layers/layer-data.ts";
import type { Outputs } from "../outputs.ts";
import type { Setup, Tools } from "../setup.ts";
import type { Algorithm } from "../shapes.ts";
import { aligned, inputsElsewhere, refuseLengthsOffTheGlobe } from "./align.ts";
import { coordinatesRunner } from "./coordinates.ts";
import { featureRunner } from "./feature.ts";
import { groupRunner } from "./group.ts";
import { logNotes, type Note } from "./notes.ts";
import { pairRunner } from "./pair.ts";
import { RangeWork } from "./range-work.ts";
import { rowsRunner } from "./rows.ts";
import type { Prepared, Runner } from "./runner.ts";
import { type InvalidFeature, logInvalid } from "./validity.ts";
import { wholeRunner } from "./whole.ts";

/**
 * What one lane does of a task. The steps follow each other, the pieces of one step may run at once: inputs in another
 * CRS are brought into the first one's, then comes what is prepared once, then the ranges, then one piece joins them.
 */
export type Piece = { readonly weight: number } & (
  | { readonly step: "align"; readonly setup: Setup; readonly input: string }
  | { readonly step: "prepare"; readonly setup: Setup }
  | { readonly step: "range"; readonly task: Prepared; readonly range: readonly [start: number, end: number] }
  | { readonly step: "join"; readonly task: Prepared; readonly parts: readonly Part[] }
);

/** What a range gave, and which of its features were not as they should be. */
interface Part {
  readonly made: unknown;
  readonly invalid: readonly InvalidFeature[];
  readonly notes: readonly Note[];
}

/** What a task gives. */
export type TaskResult = Outputs & {
  /** What its line says besides the number of features: "1 repaired". */
  readonly remark?: string;
};

/** Share of the work that bringing inputs into one CRS is. */
const ALIGNING = 0.05;
/** Share of the work that is prepared once. */
const PREPARING = 0.05;

/** One use of an algorithm, from its inputs to its result: asked for the pieces of one step after the other. */
export class AlgorithmTask {
  readonly #algorithm: Algorithm;
  readonly #runner: Runner;
  #setup: Setup;
  #prepared: unknown;

  constructor(algorithm: Algorithm, setup: Setup) {
    this.#algorithm = algorithm;
    this.#runner = runnerOf(algorithm);
    this.#setup = setup;
  }

  /**
   * What each step takes of the time of all.
   * @param values as far as they are known
   */
  static weights(algorithm: Algorithm, values: Setup["values"]): readonly number[] {
    const joining = runnerOf(algorithm).joinShare(algorithm, values);
    return [ALIGNING, PREPARING, 1 - ALIGNING - PREPARING - joining, joining];
  }

  /**
   * The pieces of a step, from 0; none where it has nothing to do.
   * @param answers to the pieces of the step before
   */
  pieces(step: number, answers: readonly unknown[]): readonly Piece[] {
    switch (step) {
      case 0:
        return inputsElsewhere(this.#algorithm, this.#setup).map((input) => this.#piece({ step: "align", input }));
      case 1:
        return this.#prepare(answers as readonly LayerData[]);
      case 2:
        return this.#ranges(answers);
      default:
        return [{ step: "join", task: this.#task, parts: answers as readonly Part[], weight: 1 }];
    }
  }

  /** @param moved the inputs that have been brought into the CRS of the first */
  #prepare(moved: readonly LayerData[]): readonly Piece[] {
    const names = inputsElsewhere(this.#algorithm, this.#setup);
    const inputs = Object.fromEntries(names.map((name, i) => [name, moved[i]!]));
    this.#setup = { ...this.#setup, inputs: { ...this.#setup.inputs, ...inputs } };
    return preparationOf(this.#algorithm) === undefined ? [] : [this.#piece({ step: "prepare" })];
  }

  #ranges([prepared]: readonly unknown[]): readonly Piece[] {
    this.#prepared = preparationOf(this.#algorithm) === undefined ? undefined : prepared;
    return this.#runner.ranges(this.#algorithm, this.#task).map((range) => ({
      step: "range",
      task: this.#task,
      range,
      weight: Math.max(1, range[1] - range[0]),
    }));
  }

  get #task(): Prepared {
    return { setup: this.#setup, prepared: this.#prepared };
  }

  #piece<P extends object>(piece: P): P & { readonly setup: Setup; readonly weight: number } {
    return { ...piece, setup: this.#setup, weight: 1 };
  }
}

/** Does one piece. Plain data in, plain data out: this is what a lane executes. */
export function runPiece(algorithm: Algorithm, piece: Piece, tools: Tools): unknown {
  switch (piece.step) {
    case "align":
      return aligned(algorithm, piece.setup, piece.input, tools.feedback);
    case "prepare":
      return preparationOf(algorithm)?.(piece.setup, tools);
    case "range":
      return runRange(algorithm, piece, tools);
    case "join":
      return joinParts(algorithm, piece, tools);
  }
}

function runRange(algorithm: Algorithm, { task, range }: Piece & { readonly step: "range" }, tools: Tools): Part {
  refuseLengthsOffTheGlobe(algorithm, task.setup, range);
  if (range[0] === 0) algorithm.warn?.(task.setup, tools.feedback);
  const work = new RangeWork(task.setup, range, tools);
  const made = runnerOf(algorithm).run(algorithm, work, task.prepared);
  return { made, invalid: work.valid.met, notes: work.notes };
}

function joinParts(algorithm: Algorithm, { task, parts }: Piece & { readonly step: "join" }, tools: Tools): TaskResult {
  const invalid = parts.flatMap((part) => part.invalid);
  const notes = parts.flatMap((part) => part.notes);
  const remark = logInvalid(invalid, task.setup, tools.feedback);
  logNotes(algorithm.notices ?? {}, notes, tools.feedback);
  const made = parts.map((part) => part.made);
  const result = runnerOf(algorithm).join(algorithm, made, task, tools);
  if ("layer" in result) algorithm.report?.({ ...task, result: result.layer }, tools.feedback);
  return remark === undefined ? result : { ...result, remark };
}

/** What is done once before the ranges. */
function preparationOf(algorithm: Algorithm): ((setup: Setup, tools: Tools) => unknown) | undefined {
  const runner = runnerOf(algorithm);
  if (runner.prepare !== undefined) return (setup, tools) => runner.prepare?.(algorithm, setup, tools);
  if (algorithm.shape === "group" || algorithm.prepare === undefined) return undefined;
  return (setup, tools) => algorithm.prepare?.(setup, tools);
}

/** Each runner is given algorithms of its own shape only. */
function runnerOf({ shape }: Algorithm): Runner {
  const runners = {
    feature: featureRunner,
    coordinates: coordinatesRunner,
    pair: pairRunner,
    group: groupRunner,
    rows: rowsRunner,
    whole: wholeRunner,
  };
  return runners[shape];
}
