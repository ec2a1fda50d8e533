import type { GeometryAt } from "../../geometry/geometry-at.ts";
import { boundsOfFeature } from "../../geometry/bounds.ts";
import type { Bounds, GeometryKind } from "../../geometry/column.ts";
import type { EngineGeometry } from "../../geometry/engine-geometry.ts";
import { kindAt } from "../../geometry/kind.ts";
import { isPlainlyValid } from "../../geometry/plain-validity.ts";
import type { RangeWork } from "./range-work.ts";
import { placeOf } from "./validity.ts";

/** Thrown for a feature that the invalid-geometry policy leaves out; its runner catches it. */
export class LeftOut extends Error {}

/** What an algorithm sees of one feature. Valid until its step ends. */
export class FeatureRef {
  /** Number in the layer. */
  readonly index: number;
  /** Tells how much of the feature is done, 0 to 1, where it takes long. */
  readonly share: (fraction: number) => void;
  readonly #work: RangeWork;
  readonly #input: string;
  readonly #needsValid: boolean;
  #geometry: EngineGeometry | undefined;
  #place: GeometryAt | undefined;
  #repaired = false;

  constructor(
    work: RangeWork,
    { input, needsValid }: { readonly input: string; readonly needsValid: boolean },
    index: number,
    share: (fraction: number) => void,
  ) {
    this.#work = work;
    this.#input = input;
    this.#needsValid = needsValid;
    this.index = index;
    this.share = share;
  }

  /** Where it is in its layer, as it is there, valid or not. */
  get source(): GeometryAt {
    return { column: this.#work.setup.inputs[this.#input]!.geometry, index: this.index };
  }

  get kind(): GeometryKind {
    return kindAt(this.source.column, this.index);
  }

  get bounds(): Bounds | undefined {
    return boundsOfFeature(this.source.column, this.index);
  }

  /** For the engine; repaired where its input needs valid geometries and this was none. */
  get geometry(): EngineGeometry {
    return (this.#geometry ??= this.#read());
  }

  /** Its coordinates; those of the repaired geometry where its input needs valid ones and this was none. */
  get place(): GeometryAt {
    return (this.#place ??= this.#findPlace());
  }

  /** See `notices`. */
  note(notice: string, count = 1): void {
    this.#work.note(notice, this.index, count);
  }

  #read(): EngineGeometry {
    if (!this.#needsValid) return this.#work.tools.engine.read(this.source.column, this.index);
    const found = this.#work.valid.read(this.#input, this.index);
    if (found === undefined) throw new LeftOut();
    this.#repaired = found.repaired;
    return found.geometry;
  }

  #findPlace(): GeometryAt {
    const { column, index } = this.source;
    const isEmpty = column.geomOffsets[index] === column.geomOffsets[index + 1];
    if (!this.#needsValid || isEmpty || isPlainlyValid(column, index)) return this.source;
    const { geometry } = this;
    return this.#repaired ? placeOf(geometry, this.#work.tools.engine) : this.source;
  }
}
