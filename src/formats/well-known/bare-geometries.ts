import { type CrsId, parseCrsId } from "../../crs/crs-id.ts";
import { outsideGlobe } from "../../crs/geographic-range.ts";
import { SpatialError } from "../../errors.ts";
import type { GeometryBuilder } from "../../geometry/builder.ts";
import type { LayerData } from "../../layers/layer-data.ts";
import { LayerDataBuilder } from "../../layers/table-builder.ts";
import type { Query } from "../query.ts";

const LON_LAT = parseCrsId("EPSG:4326");

/** The layer of a file that has geometries alone. */
export class BareGeometries {
  readonly #name: string;
  readonly #title: string;
  readonly #given: CrsId | undefined;
  readonly #builder: LayerDataBuilder;
  #srid = 0;

  constructor(name: string, title: string, { crs }: Query) {
    this.#name = name;
    this.#title = title;
    this.#given = crs;
    this.#builder = new LayerDataBuilder(crs ?? LON_LAT);
  }

  /** @param append adds one feature and returns its SRID, 0 without one @param where "line 3", for messages */
  add(where: string, append: (builder: GeometryBuilder) => number): void {
    try {
      const srid = append(this.#builder.geometry);
      if (this.#srid === 0) this.#srid = srid;
    } catch (cause) {
      if (!(cause instanceof SpatialError)) throw cause;
      throw new SpatialError(cause.code, `Cannot read "${this.#name}": ${where}: ${cause.message}`, { cause });
    }
  }

  /** Throws LAYER_UNREADABLE where nothing was added, UNKNOWN_CRS where nothing states one. */
  finish(): LayerData {
    if (this.#builder.length === 0)
      throw new SpatialError("LAYER_UNREADABLE", `Cannot read "${this.#name}": it has no geometries.`);
    const data = this.#builder.finish();
    if (this.#given !== undefined) return data;
    if (this.#srid > 0) return { ...data, crs: parseCrsId(`EPSG:${this.#srid}`) };
    if (outsideGlobe(data.geometry) === undefined) return data;
    throw new SpatialError(
      "UNKNOWN_CRS",
      `"${this.#name}" has coordinates that are no longitudes and latitudes, and ${this.#title} without SRID cannot state a ` +
        'CRS. State it yourself, e.g. --crs EPSG:25832 or { crs: "EPSG:25832" }.',
    );
  }
}
