import type { EngineGeometry } from "../../geometry/engine-geometry.ts";
import type { GeometryAt } from "../../geometry/geometry-at.ts";
import type { Table } from "../../schema/parameter.ts";
import type { Setup, Tools } from "../setup.ts";
import type { Note } from "./notes.ts";
import { ValidReader } from "./validity.ts";

type Visit = (index: number, share: (fraction: number) => void) => void;

/** One range of a task in a lane: what to do, and with what. */
export class RangeWork<T extends Table = Table> {
  readonly setup: Setup<T>;
  readonly tools: Tools;
  /** Features [start, end) of the first input. */
  readonly start: number;
  readonly end: number;
  readonly notes: Note[] = [];
  readonly valid: ValidReader;

  constructor(setup: Setup<T>, [start, end]: readonly [number, number], tools: Tools) {
    this.setup = setup;
    this.tools = tools;
    this.start = start;
    this.end = end;
    this.valid = new ValidReader(setup, tools.engine);
  }

  /** The geometry of a feature under the invalid-geometry policy; undefined for one that is to be left out. */
  read(input: string, index: number): EngineGeometry | undefined {
    return this.valid.read(input, index)?.geometry;
  }

  /** Its coordinates, likewise. */
  place(input: string, index: number): GeometryAt | undefined {
    return this.valid.place(input, index);
  }

  /** Tells of something that the task's log says once, with its total (`notices`). @param index of its feature */
  note(notice: string, index: number, count = 1): void {
    this.notes.push({ notice, index, count });
  }

  /**
   * Goes over the features of the range, with progress and a look for a cancel before each. A feature that takes long
   * tells through `share` how much of it is done, 0 to 1.
   */
  each(visit: Visit): void {
    this.eachBlock(this.end - this.start, (visitAll) => visitAll(visit));
  }

  /** The same, block by block: `work` does something around `visitAll`, which goes over the features of one block. */
  eachBlock(size: number, work: (visitAll: (visit: Visit) => void) => void): void {
    for (let from = this.start; from < this.end; from += size)
      work((visit) => this.#visit([from, Math.min(from + size, this.end)], visit));
  }

  #visit([from, to]: readonly [number, number], visit: Visit): void {
    const { feedback } = this.tools;
    for (let index = from; index < to; index++) {
      feedback.throwIfCanceled();
      const share = (fraction: number): void =>
        feedback.progress((index + fraction - this.start) / (this.end - this.start));
      visit(index, share);
      share(1);
    }
  }
}
