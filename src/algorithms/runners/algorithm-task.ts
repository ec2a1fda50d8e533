import type { GeometryColumn } from "../../geometry/column.ts";
import type { LayerData } from "../../layers/layer-data.ts";
import type { Outputs } from "../outputs.ts";
import type { Setup, Tools } from "../setup.ts";
import type { Algorithm } from "../shapes.ts";
import { refuseInfinite, refuseOverflow } from "../finite-coordinates.ts";
import { aligned, inputsElsewhere, refuseLengthsOffTheGlobe } from "./align.ts";
import { coordinatesRunner } from "./coordinates.ts";
import { featureRunner, mainOf, type FeaturePart } from "./feature.ts";
import { groupRunner } from "./group.ts";
import { logNotes, type Note } from "./notes.ts";
import { pairRunner } from "./pair.ts";
import { RangeWork } from "./range-work.ts";
import { joinResults, planResults, resultRanges, type ResultUnions, uniteResults } from "./result-unions.ts";
import { rowsRunner } from "./rows.ts";
import type { Prepared, Runner } from "./runner.ts";
import { rowsOf } from "./taken-rows.ts";
import type { UnionPart } from "./unions.ts";
import { type InvalidFeature, logInvalid } from "./validity.ts";
import { wholeRunner } from "./whole.ts";

/**
 * What one lane does of a task. The steps follow each other, the pieces of one step may run at once: inputs in another
 * CRS are brought into the first one's, then comes what is prepared once, then the ranges. Where all they gave becomes one
 * feature, its unions are planned and made. At last one piece joins what there is.
 */
export type Piece = { readonly weight: number } & (
  | { readonly step: "align"; readonly setup: Setup; readonly input: string }
  | { readonly step: "prepare"; readonly setup: Setup }
  | { readonly step: "range"; readonly task: Prepared; readonly range: Range }
  | { readonly step: "plan"; readonly columns: readonly GeometryColumn[] }
  | { readonly step: "unite"; readonly setup: Setup; readonly unions: ResultUnions; readonly range: Range }
  | { readonly step: "join"; readonly task: Prepared; readonly parts: readonly Part[]; readonly united?: United }
);

type Range = readonly [start: number, end: number];

interface United {
  readonly unions: ResultUnions;
  readonly parts: readonly UnionPart[];
}

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

/** Shares of the work where everything becomes one feature. */
const PLANNING = 0.05;
const UNITING = 0.45;

/** One use of an algorithm, from its inputs to its result: asked for the pieces of one step after the other. */
export class AlgorithmTask {
  readonly #algorithm: Algorithm;
  readonly #runner: Runner;
  #setup: Setup;
  #prepared: unknown;
  /** What the ranges gave. */
  #parts: readonly Part[] = [];
  #unions: ResultUnions | undefined;

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
    const all = 1 - ALIGNING - PREPARING - joining;
    const [planning, uniting] = isUnited(algorithm, values) ? [PLANNING, UNITING] : [0, 0];
    return [ALIGNING, PREPARING, all - planning - uniting, planning, uniting, joining];
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
      case 3:
        this.#parts = answers as readonly Part[];
        return this.#plan();
      case 4:
        this.#unions = answers[0] as ResultUnions | undefined;
        return this.#unite();
      default:
        return [this.#join(answers as readonly UnionPart[])];
    }
  }

  #plan(): readonly Piece[] {
    if (!isUnited(this.#algorithm, this.#setup.values)) return [];
    const columns = this.#parts.map(({ made }) => (made as FeaturePart)["layer"]!.geometry);
    return [{ step: "plan", columns, weight: 1 }];
  }

  #unite(): readonly Piece[] {
    const unions = this.#unions;
    if (unions === undefined) return [];
    return resultRanges(unions).map((range) => ({ step: "unite", setup: this.#setup, unions, range, weight: 1 }));
  }

  #join(parts: readonly UnionPart[]): Piece {
    const united = this.#unions && { united: { unions: this.#unions, parts } };
    return { step: "join", task: this.#task, parts: this.#parts, weight: 1, ...united };
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
    case "plan":
      return planResults(piece.columns);
    case "unite":
      return uniteResults(piece.unions, new RangeWork(piece.setup, piece.range, tools));
    case "join":
      return joinParts(algorithm, piece, tools);
  }
}

function runRange(algorithm: Algorithm, { task, range }: Piece & { readonly step: "range" }, tools: Tools): Part {
  refuseInfinite(algorithm, task.setup, range);
  refuseLengthsOffTheGlobe(algorithm, task.setup, range);
  if (range[0] === 0) algorithm.warn?.(task.setup, tools.feedback);
  const work = new RangeWork(task.setup, range, tools);
  const made = runnerOf(algorithm).run(algorithm, work, task.prepared);
  return { made, invalid: work.valid.met, notes: work.notes };
}

function joinParts(
  algorithm: Algorithm,
  { task, parts, united }: Piece & { readonly step: "join" },
  tools: Tools,
): TaskResult {
  const invalid = parts.flatMap((part) => part.invalid);
  const notes = parts.flatMap((part) => part.notes);
  const remark = logInvalid(invalid, task.setup, tools.feedback);
  logNotes(algorithm.notices ?? {}, notes, tools.feedback);
  const made = parts.map((part) => part.made);
  const result = united
    ? { layer: oneFeature(algorithm, united, { setup: task.setup, tools }) }
    : runnerOf(algorithm).join(algorithm, made, task, tools);
  if ("layer" in result) refuseOverflow(algorithm, result.layer.geometry);
  if ("layer" in result) algorithm.report?.({ ...task, result: result.layer }, tools.feedback);
  return remark === undefined ? result : { ...result, remark };
}

/** As in QGIS the one feature has the attributes of the layer's first; of nothing there is none. */
function oneFeature(
  algorithm: Algorithm,
  { unions, parts }: United,
  { setup, tools }: { readonly setup: Setup; readonly tools: Tools },
): LayerData {
  const data = mainOf(algorithm, setup);
  const empty = algorithm.shape === "feature" ? algorithm.multi : undefined;
  const geometry = joinResults(unions, parts, tools, empty);
  return { ...data, geometry, columns: rowsOf(data, new Uint32Array(geometry.length)) };
}

/** Whether everything becomes one feature. */
function isUnited(algorithm: Algorithm, values: Setup["values"]): boolean {
  return algorithm.shape === "feature" && algorithm.unites?.(values) === true;
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
