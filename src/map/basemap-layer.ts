import { gunzipSync } from "node:zlib";
import { parseCrsId } from "../crs/crs-id.ts";
import { GeometryBuilder } from "../geometry/builder.ts";
import type { LayerData } from "../layers/layer-data.ts";
import type { PackedWorld } from "./map-state.ts";
import { unpackLine } from "./map-state.ts";

/** The basemap for pictures: land as one multipolygon, borders and coasts as lines. @param packed gzipped PackedWorld. */
export function basemapLayer(packed: Uint8Array): LayerData {
  const world = JSON.parse(gunzipSync(packed).toString("utf8")) as PackedWorld;
  const builder = new GeometryBuilder();
  builder.addGeoJson({ type: "MultiPolygon", coordinates: world.land.map((rings) => rings.map(unpackLine)) });
  builder.addGeoJson({ type: "MultiLineString", coordinates: [...world.borders, ...world.coasts].map(unpackLine) });
  return { crs: parseCrsId("EPSG:4326"), geometry: builder.finish(), fields: [], columns: [] };
}
