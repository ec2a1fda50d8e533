import Flatbush from "flatbush";
import { turnOf } from "../../crs/crs.ts";
import { SpatialError } from "../../errors.ts";
import { featureBounds } from "../../geometry/bounds.ts";
import { GeometryBuilder } from "../../geometry/builder.ts";
import { type Bounds, type GeometryColumn, Kind } from "../../geometry/column.ts";
import type { EngineGeometry } from "../../geometry/engine-geometry.ts";
import type { PreparedGeometry } from "../../geometry/predicate.ts";
import { columnType, kindAt, partKindOf } from "../../geometry/kind.ts";
import { featureVertices } from "../../geometry/measures.ts";
import type { LayerData } from "../../layers/layer-data.ts";
import type { Parameter } from "../algorithm.ts";
import type { RangeWork } from "../runners/range-work.ts";

/** In units of longitude: far below what coordinates mean, far above their rounding. */
const TOUCH = 1e-9;

export interface OverlayFeature {
  readonly geometry: EngineGeometry;
  readonly prepared: PreparedGeometry;
  readonly vertices: number;
}

/** Of every algorithm with more inputs than one; read where layers are brought into one CRS. */
export const MAX_DEVIATION: Parameter = {
  name: "maxDeviation",
  qgis: "MAX_DEVIATION",
  type: "number",
  default: 1,
  min: 0,
  doc: "Metres that an edge of a layer from another CRS may be off its straight line there; 0 adds no vertices",
};

/** The polygons of an input besides the first, found by place and read into the engine once each. */
export class Overlay {
  readonly #column: GeometryColumn;
  readonly #work: RangeWork;
  readonly #name: string;
  readonly #index: Flatbush | undefined;
  /** Where in x a polygon may be looked for besides its own place: longitudes mean the same a turn further. */
  readonly #turns: readonly number[];
  #read = new Map<string, OverlayFeature | undefined>();

  /** @throws SpatialError BAD_ARGUMENT when the layer has anything but polygons. */
  constructor(name: string, { crs, geometry: column }: Pick<LayerData, "crs" | "geometry">, work: RangeWork) {
    checkPolygons(name, column);
    const turn = turnOf(crs);
    this.#turns = turn === undefined ? [0] : [0, -turn, turn];
    this.#name = name;
    this.#column = column;
    this.#work = work;
    this.#index = indexOf(column);
  }

  /**
   * Runs `work` in an engine scope of its own, at the end of which all polygons read so far are given back: a scope
   * for some hundred features keeps few in memory and reads none too often.
   */
  scope<T>(work: () => T): T {
    return this.#work.tools.engine.scope(() => {
      this.#read = new Map();
      return work();
    });
  }

  /**
   * The polygons whose boxes meet the box, in the order of the layer. In longitude and latitude also those that meet it a
   * turn to the west or east, moved there: data from 0 to 360 degrees meets data from -180 to 180. Call it in `scope`, not
   * in one inside it.
   */
  near([minX, minY, maxX, maxY]: Bounds): readonly OverlayFeature[] {
    return this.#turns.flatMap((by) => {
      // what only touches on the antimeridian is no neighbour more than it was
      const inset = by === 0 ? 0 : Math.min(TOUCH, (maxX - minX) / 4);
      const found = this.#index?.search(minX - by + inset, minY, maxX - by - inset, maxY) ?? [];
      return found.toSorted((a, b) => a - b).flatMap((index) => this.#feature(index, by) ?? []);
    });
  }

  #feature(index: number, by: number): OverlayFeature | undefined {
    const key = `${index} ${by}`;
    if (this.#read.has(key)) return this.#read.get(key);
    const own = this.#work.read(this.#name, index);
    const geometry = own && (by === 0 ? own : this.#moved(own, by));
    const feature = geometry && {
      geometry,
      prepared: this.#work.tools.engine.prepare(geometry),
      vertices: featureVertices(this.#column, index),
    };
    this.#read.set(key, feature);
    return feature;
  }

  #moved(geometry: EngineGeometry, by: number): EngineGeometry {
    const { engine } = this.#work.tools;
    const builder = new GeometryBuilder();
    engine.write(geometry, builder);
    const column = builder.finish();
    return engine.read({ ...column, xy: column.xy.map((value, i) => (i % 2 === 0 ? value + by : value)) }, 0);
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
