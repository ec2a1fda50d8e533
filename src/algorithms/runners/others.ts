import type Flatbush from "flatbush";
import { turnOf } from "../../crs/crs.ts";
import { GeometryBuilder } from "../../geometry/builder.ts";
import type { Bounds } from "../../geometry/column.ts";
import type { Hold } from "../../geometry/engine-core.ts";
import type { EngineGeometry } from "../../geometry/engine-geometry.ts";
import type { GeometryEngine } from "../../geometry/engine.ts";
import type { GeometryAt } from "../../geometry/geometry-at.ts";
import { featureVertices } from "../../geometry/measures.ts";
import type { PreparedGeometry } from "../../geometry/predicate.ts";
import type { LayerData } from "../../layers/layer-data.ts";
import { inputOf } from "../setup.ts";
import type { FeatureRef } from "./feature-ref.ts";
import type { RangeWork } from "./range-work.ts";
import { openIndex, type SharedIndex } from "./spatial-index.ts";

/** In units of longitude: far below what coordinates mean, far above their rounding. */
const TOUCH = 1e-9;

/** A feature of the other layer. What it has for the engine is made when it is asked for. */
export interface OtherFeature {
  /** Number in its layer. */
  readonly index: number;
  /** Its coordinates; those of the repaired geometry where its input needs valid ones and this was none. */
  readonly place: GeometryAt;
  readonly geometry: EngineGeometry;
  readonly prepared: PreparedGeometry;
  readonly vertices: number;
}

/** How many of the others are looked for, how far away, and which of them does not count. */
export interface Nearest {
  readonly count: number;
  readonly most: number;
  readonly except: number | undefined;
}

/** The distance that the last of the wanted ones has; the largest allowed where there are fewer. */
function nthSize(sizes: ReadonlyMap<number, number>, { count, most }: Nearest): number {
  const sorted = [...sizes.values()].filter((size) => size <= most).toSorted((a, b) => a - b);
  return sorted[count - 1] ?? most;
}

/** The features of an input besides the first, found by place and read into the engine once each. */
export class Others {
  readonly #data: LayerData;
  readonly #work: RangeWork;
  readonly #name: string;
  readonly #index: Flatbush | undefined;
  /** Where in x a feature may be looked for besides its own place: longitudes mean the same a turn further. */
  readonly #turns: readonly number[];
  #read = new Map<string, OtherFeature | undefined>();
  #hold: Hold | undefined;

  constructor(work: RangeWork, name: string, index: SharedIndex) {
    this.#data = inputOf(work.setup, name);
    const turn = turnOf(this.#data.crs);
    this.#turns = turn === undefined ? [0] : [0, -turn, turn];
    this.#name = name;
    this.#work = work;
    this.#index = openIndex(index);
  }

  /**
   * Runs `work` in an engine scope of its own, at the end of which all features read so far are given back: a scope
   * for some hundred features keeps few in memory and reads none too often.
   */
  scope<T>(work: () => T): T {
    const hold = this.#work.tools.engine.hold();
    this.#hold = hold;
    this.#read = new Map();
    try {
      return hold.run(work);
    } finally {
      this.#hold = undefined;
      hold.close();
    }
  }

  /**
   * Those whose boxes meet the box, in the order of the layer. In longitude and latitude also those that meet it a
   * turn to the west or east, moved there: data from 0 to 360 degrees meets data from -180 to 180. Call it in `scope`, not
   * in one inside it.
   */
  meeting([minX, minY, maxX, maxY]: Bounds): readonly OtherFeature[] {
    return this.#turns.flatMap((by) => {
      // what only touches on the antimeridian is no neighbour more than it was
      const inset = by === 0 ? 0 : Math.min(TOUCH, (maxX - minX) / 4);
      const found = this.#index?.search(minX - by + inset, minY, maxX - by - inset, maxY) ?? [];
      return found.toSorted((a, b) => a - b).flatMap((index) => this.#feature(index, by) ?? []);
    });
  }

  /**
   * The nearest ones, the nearest first, and all that are as far away as the last of them. Call it in `scope`, not in one
   * inside it.
   */
  nearest(feature: FeatureRef, wanted: Nearest): readonly OtherFeature[] {
    const box = feature.bounds;
    if (box === undefined || this.#index === undefined) return [];
    const [minX, minY, maxX, maxY] = box;
    const sizes = new Map<number, number>();
    const measure = (index: number): void => void sizes.set(index, this.#distanceTo(index, feature, wanted.except));
    // some near ones tell how far the last one can be at most; it and its like are then within that of the box
    this.#index.neighbors((minX + maxX) / 2, (minY + maxY) / 2, wanted.count + 1).forEach(measure);
    const reach = nthSize(sizes, wanted) * (1 + 1e-12);
    for (const index of this.#index.search(minX - reach, minY - reach, maxX + reach, maxY + reach))
      if (!sizes.has(index)) measure(index);
    const farthest = nthSize(sizes, wanted);
    return [...sizes]
      .filter(([, size]) => size <= farthest)
      .toSorted(([a, one], [b, other]) => one - other || a - b)
      .flatMap(([index]) => this.#feature(index, 0) ?? []);
  }

  /** Those at most so far away, in the order of the layer. Call it in `scope`, not in one inside it. */
  within(feature: FeatureRef, most: number): readonly OtherFeature[] {
    const box = feature.bounds;
    if (box === undefined) return [];
    const [minX, minY, maxX, maxY] = box;
    const reach = most * (1 + 1e-12);
    const found = this.#index?.search(minX - reach, minY - reach, maxX + reach, maxY + reach) ?? [];
    return found
      .toSorted((a, b) => a - b)
      .filter((index) => this.#distanceTo(index, feature) <= most)
      .flatMap((index) => this.#feature(index, 0) ?? []);
  }

  #distanceTo(index: number, feature: FeatureRef, except?: number): number {
    const other = index === except ? undefined : this.#feature(index, 0);
    return other === undefined ? Number.NaN : this.#work.tools.engine.distance(feature.geometry, other.geometry);
  }

  #feature(index: number, by: number): OtherFeature | undefined {
    const key = `${index} ${by}`;
    if (this.#read.has(key)) return this.#read.get(key);
    const own = this.#work.place(this.#name, index);
    const place = own && (by === 0 ? own : moved(own, by));
    const vertices = featureVertices(this.#data.geometry, index);
    const feature = place && new ReadFeature({ index, place, vertices }, this.#work.tools.engine, this.#hold!);
    this.#read.set(key, feature);
    return feature;
  }
}

/** Lives as long as the scope in which all others are held. */
class ReadFeature implements OtherFeature {
  readonly index: number;
  readonly place: GeometryAt;
  readonly vertices: number;
  readonly #engine: GeometryEngine;
  readonly #hold: Hold;
  #geometry: EngineGeometry | undefined;
  #prepared: PreparedGeometry | undefined;

  constructor(
    { index, place, vertices }: Pick<OtherFeature, "index" | "place" | "vertices">,
    engine: GeometryEngine,
    hold: Hold,
  ) {
    this.index = index;
    this.place = place;
    this.vertices = vertices;
    this.#engine = engine;
    this.#hold = hold;
  }

  get geometry(): EngineGeometry {
    const { column, index } = this.place;
    return (this.#geometry ??= this.#hold.run(() => this.#engine.read(column, index)));
  }

  get prepared(): PreparedGeometry {
    return (this.#prepared ??= this.#hold.run(() => this.#engine.prepare(this.geometry)));
  }
}

function moved({ column, index }: GeometryAt, by: number): GeometryAt {
  const builder = new GeometryBuilder();
  builder.addFrom(column, index);
  const own = builder.finish();
  return { column: { ...own, xy: own.xy.map((value, i) => (i % 2 === 0 ? value + by : value)) }, index: 0 };
}
