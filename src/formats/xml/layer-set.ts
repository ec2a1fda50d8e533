import type { CrsId } from "../../crs/crs-id.ts";
import { parseCrsId } from "../../crs/crs-id.ts";
import { SpatialError } from "../../errors.ts";
import type { LayerData } from "../../layers/layer-data.ts";
import { didYouMean } from "../../layers/near-names.ts";
import { LayerDataBuilder } from "../../layers/table-builder.ts";
import type { Query } from "../query.ts";

/** Longitude and latitude, as KML and GPX have them. */
const LON_LAT = parseCrsId("EPSG:4326");

/** The layers of a document in the making, by their names, in the order they come. */
export class LayerSet {
  readonly #builders = new Map<string, LayerDataBuilder>();
  readonly #crs: CrsId;

  constructor({ crs = LON_LAT }: Query) {
    this.#crs = crs;
  }

  /** The layer of that name, which is made if it is not there yet. */
  layer(name: string): LayerDataBuilder {
    let builder = this.#builders.get(name);
    if (builder === undefined) {
      builder = new LayerDataBuilder(this.#crs);
      this.#builders.set(name, builder);
    }
    return builder;
  }

  /**
   * The one that is meant. Throws BAD_ARGUMENT where that must be said.
   * @param derived names of layers that only repeat what others have: one is not asked for if it isn't named
   */
  pick(file: string, { layer: wanted }: Query, derived: readonly string[] = []): LayerData {
    const names = [...this.#builders.keys()];
    const own = names.filter((name) => !derived.includes(name));
    const [only] = own;
    const picked = wanted ?? (own.length === 1 ? only : undefined);
    const builder = picked === undefined ? undefined : this.#builders.get(picked);
    if (builder !== undefined) return builder.finish();
    if (names.length === 0) return new LayerDataBuilder(this.#crs).finish();
    const problem =
      wanted === undefined ? `"${file}" holds ${names.length} layers` : `"${file}" has no layer "${wanted}"`;
    const near = wanted === undefined ? "" : didYouMean(wanted, names);
    const list = names.map((name) => `"${name}"`).join(", ");
    throw new SpatialError("BAD_ARGUMENT", `${problem}.${near} Pick one with --layer NAME: ${list}.`);
  }
}
