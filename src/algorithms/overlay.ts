import Flatbush from "flatbush";
import { SpatialError } from "../errors.ts";
import { featureBounds } from "../geometry/bounds.ts";
import { type Bounds, type GeometryColumn, Kind } from "../geometry/column.ts";
import type { EngineGeometry, PreparedGeometry } from "../geometry/engine.ts";
import { columnType, kindAt, partKindOf } from "../geometry/kind.ts";
import { featureVertices } from "../geometry/measures.ts";
import type { ChunkTools } from "./algorithm.ts";

export interface OverlayFeature {
  readonly geometry: EngineGeometry;
  readonly prepared: PreparedGeometry;
  readonly vertices: number;
}

/** The polygons of an input besides the first, found by place and read into the engine once each. */
export class Overlay {
  readonly #column: GeometryColumn;
  readonly #tools: ChunkTools;
  readonly #name: string;
  readonly #index: Flatbush | undefined;
  #read = new Map<number, OverlayFeature | undefined>();

  /** @throws SpatialError BAD_ARGUMENT when the layer has anything but polygons. */
  constructor(name: string, column: GeometryColumn, tools: ChunkTools) {
    checkPolygons(name, column);
    this.#name = name;
    this.#column = column;
    this.#tools = tools;
    this.#index = indexOf(column);
  }

  /**
   * Runs `work` in an engine scope of its own, at the end of which all polygons read so far are given back: a scope
   * for some hundred features keeps few in memory and reads none too often.
   */
  scope<T>(work: () => T): T {
    return this.#tools.engine.scope(() => {
      this.#read = new Map();
      return work();
    });
  }

  /** The polygons whose boxes meet the box, in the order of the layer. Call it in `scope`, not in one inside it. */
  near([minX, minY, maxX, maxY]: Bounds): readonly OverlayFeature[] {
    const found = this.#index?.search(minX, minY, maxX, maxY) ?? [];
    return found.toSorted((a, b) => a - b).flatMap((index) => this.#feature(index) ?? []);
  }

  #feature(index: number): OverlayFeature | undefined {
    if (this.#read.has(index)) return this.#read.get(index);
    const geometry = this.#tools.read(this.#name, index);
    const feature = geometry && {
      geometry,
      prepared: this.#tools.engine.prepare(geometry),
      vertices: featureVertices(this.#column, index),
    };
    this.#read.set(index, feature);
    return feature;
  }
}

/** @throws SpatialError BAD_ARGUMENT when the layer has anything but polygons. */
function checkPolygons(name: string, column: GeometryColumn): void {
  for (let i = 0; i < column.length; i++) {
    const kind = kindAt(column, i);
    if (kind === Kind.Null || partKindOf(kind) === Kind.Polygon) continue;
    const type = columnType(column);
    throw new SpatialError("BAD_ARGUMENT", `The ${name} must be a layer of polygons; this one is of type ${type}.`);
  }
}

/** An index of the features' boxes by their number in the layer; nothing finds a feature without a box. */
function indexOf(column: GeometryColumn): Flatbush | undefined {
  if (column.length === 0) return undefined;
  const boxes = featureBounds(column);
  const index = new Flatbush(column.length);
  for (let i = 0; i < boxes.length; i += 4) {
    const [minX, minY, maxX, maxY] = boxes.subarray(i, i + 4);
    if (Number.isNaN(minX)) index.add(Infinity, Infinity, -Infinity, -Infinity);
    else index.add(minX!, minY!, maxX, maxY);
  }
  index.finish();
  return index;
}
