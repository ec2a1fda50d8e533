import Flatbush from "flatbush";
import type { Geometry } from "geojson";
import { SpatialError } from "../errors.ts";
import { boundsOf, boundsOfFeature, featureBounds } from "../geometry/bounds.ts";
import { type Bounds, type GeometryColumn, Kind } from "../geometry/column.ts";
import type { EngineGeometry } from "../geometry/engine-geometry.ts";
import type { GeometryEngine } from "../geometry/engine.ts";
import type { Hold } from "../geometry/engine-core.ts";
import { plainColumn } from "../geometry/prepared-tests.ts";
import { columnRange } from "../geometry/shared-column.ts";
import { threadEngine } from "../geometry/thread-engine.ts";
import type { LayerData } from "./layer-data.ts";
import { type Row, rowReader } from "./row-reader.ts";

export interface NearestOptions {
  /** How many; 1 if nothing is said. */
  readonly count?: number;
  /** In layer units; what is farther away is not near. */
  readonly maxDistance?: number;
}

export interface Near {
  /** In layer units. */
  readonly distance: number;
  readonly feature: Row;
}

/** One tree a layer and thread, whoever asks. */
const trees = new WeakMap<GeometryColumn, Flatbush | null>();
const unused = new FinalizationRegistry((hold: Hold) => hold.close());

/** The features of a layer by their places: all planar, in layer units. Features without coordinates are never found. */
export class LayerIndex {
  readonly #data: LayerData;
  readonly #rowAt: (index: number) => Row;
  readonly #tree: Flatbush | null;
  readonly #isPoints: boolean;
  readonly #held: { engine: GeometryEngine; hold: Hold; read: Map<number, EngineGeometry> }[] = [];

  constructor(data: LayerData, firstId: number) {
    this.#data = data;
    this.#rowAt = rowReader(data, firstId);
    this.#tree = treeOf(data.geometry);
    this.#isPoints = data.geometry.kinds.every((kind) => kind === Kind.Point || kind === Kind.Null);
  }

  /** The nearest features, the nearest first; of those as far away as each other the first of the layer. */
  nearest(geometry: Geometry, { count = 1, maxDistance = Infinity }: NearestOptions = {}): Near[] {
    if (!Number.isInteger(count) || count < 1)
      throw new SpatialError("BAD_ARGUMENT", `index.nearest: count is ${count}; expected a whole number from 1.`);
    if (!(maxDistance >= 0))
      throw new SpatialError("BAD_ARGUMENT", `index.nearest: maxDistance is ${maxDistance}; expected 0 or more.`);
    const column = plainColumn(geometry, "index.nearest");
    const box = boundsOf(column);
    if (this.#tree === null || box === undefined) return [];
    const isPoint = this.#isPoints && column.kinds[0] === Kind.Point;
    const sizes = isPoint ? this.#pointSizes(box, count) : this.#engineSizes(column, box, count);
    return sizes
      .filter(({ distance }) => distance <= maxDistance)
      .toSorted((a, b) => a.distance - b.distance || a.index - b.index)
      .slice(0, count)
      .map(({ index, distance }) => ({ distance, feature: this.#rowAt(index) }));
  }

  /** The features whose own boxes meet the box, in the order of the layer. */
  inBox(box: Bounds): Row[] {
    if (!Array.isArray(box) || box.length !== 4 || !box.every((side) => typeof side === "number"))
      throw new SpatialError("BAD_ARGUMENT", "index.inBox takes [minX, minY, maxX, maxY] in layer units.");
    return this.#meeting(box).map((index) => this.#rowAt(index));
  }

  /** The features that intersect a geometry, in the order of the layer. */
  intersecting(geometry: Geometry): Row[] {
    const column = plainColumn(geometry, "index.intersecting");
    const box = boundsOf(column);
    const near = box === undefined ? [] : this.#meeting(box);
    if (near.length === 0) return [];
    const engine = threadEngine("index.intersecting");
    return engine.scope(() => {
      const prepared = engine.prepare(engine.read(column, 0));
      return near
        .filter((index) => prepared.test("intersects", this.#read(engine, index)))
        .map((index) => this.#rowAt(index));
    });
  }

  #meeting([minX, minY, maxX, maxY]: Bounds): number[] {
    return this.#tree === null ? [] : this.#tree.search(minX, minY, maxX, maxY).toSorted((a, b) => a - b);
  }

  /** Those of the nearest, and all that are as far away as the last of them. */
  #pointSizes([x, y]: Bounds, count: number): readonly Size[] {
    const near = this.#neighbors(x, y, count).map((index) => this.#pointSize(index, x, y));
    const reach = Math.max(0, ...near.map(({ distance }) => distance)) * (1 + 1e-12);
    return this.#meeting([x - reach, y - reach, x + reach, y + reach]).map((index) => this.#pointSize(index, x, y));
  }

  /** Without those that have no place, which the tree keeps infinitely far away. */
  #neighbors(x: number, y: number, count: number): number[] {
    const found = this.#tree!.neighbors(x, y, count);
    return found.filter((index) => boundsOfFeature(this.#data.geometry, index) !== undefined);
  }

  #pointSize(index: number, x: number, y: number): Size {
    const { geometry } = this.#data;
    const { xy } = geometry;
    const { vertexStart: vertex } = columnRange(geometry, index, index + 1);
    return { index, distance: Math.hypot(xy[2 * vertex]! - x, xy[2 * vertex + 1]! - y) };
  }

  /** Some near ones tell how far the last can be at most; it and its like are then within that of the box. */
  #engineSizes(column: GeometryColumn, [minX, minY, maxX, maxY]: Bounds, count: number): readonly Size[] {
    const engine = threadEngine("index.nearest");
    return engine.scope(() => {
      const own = engine.read(column, 0);
      const sizes = new Map<number, number>();
      const measure = (index: number): void => {
        if (!sizes.has(index)) sizes.set(index, engine.distance(own, this.#read(engine, index)));
      };
      this.#neighbors((minX + maxX) / 2, (minY + maxY) / 2, count + 1).forEach(measure);
      const reach = ([...sizes.values()].toSorted((a, b) => a - b)[count - 1] ?? Infinity) * (1 + 1e-12);
      this.#meeting([minX - reach, minY - reach, maxX + reach, maxY + reach]).forEach(measure);
      return Array.from(sizes, ([index, distance]) => ({ index, distance }));
    });
  }

  /** Each feature is read into the engine once. */
  #read(engine: GeometryEngine, index: number): EngineGeometry {
    let held = this.#held.find((one) => one.engine === engine);
    if (held === undefined) {
      held = { engine, hold: engine.hold(), read: new Map() };
      unused.register(this, held.hold);
      this.#held.push(held);
    }
    const { hold, read } = held;
    const known = read.get(index) ?? hold.run(() => engine.read(this.#data.geometry, index));
    read.set(index, known);
    return known;
  }
}

interface Size {
  readonly index: number;
  readonly distance: number;
}

function treeOf(column: GeometryColumn): Flatbush | null {
  const known = trees.get(column);
  if (known !== undefined) return known;
  const tree = column.length === 0 ? null : filledTree(column);
  trees.set(column, tree);
  return tree;
}

/** What has no place lies infinitely far away. */
function filledTree(column: GeometryColumn): Flatbush {
  const boxes = featureBounds(column);
  const tree = new Flatbush(column.length);
  for (let i = 0; i < boxes.length; i += 4) {
    if (Number.isNaN(boxes[i])) tree.add(Infinity, Infinity, -Infinity, -Infinity);
    else tree.add(boxes[i]!, boxes[i + 1]!, boxes[i + 2], boxes[i + 3]);
  }
  tree.finish();
  return tree;
}
