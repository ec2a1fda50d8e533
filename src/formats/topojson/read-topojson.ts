import type { Geometry } from "geojson";
import { feature as toFeature } from "topojson-client";
import type { GeometryObject as ObjectOf, Properties, Topology } from "topojson-specification";
import { type CrsId, parseCrsId } from "../../crs/crs-id.ts";
import { SpatialError } from "../../errors.ts";
import type { Feedback } from "../../feedback.ts";
import type { LayerData } from "../../layers/layer-data.ts";
import { didYouMean } from "../../layers/near-names.ts";
import { LayerDataBuilder } from "../../layers/table-builder.ts";
import { memberCrs } from "../file-crs.ts";
import { CheckedTopology } from "./topology-check.ts";

type GeometryObject = ObjectOf<Properties | null>;

interface TopologyOptions {
  /** Of the file, for messages. */
  readonly name: string;
  readonly crs?: CrsId;
  /** The object to read; may be left out when there is only one. */
  readonly layer?: string;
}

/**
 * One object of a TopoJSON topology as a layer. Ids become the field `id`. Quantised arcs may make invalid polygons:
 * they are read as they are. Throws LAYER_UNREADABLE, and BAD_ARGUMENT when it must be said which object is meant.
 */
export async function layerFromTopology(
  topology: Readonly<Record<string, unknown>>,
  options: TopologyOptions,
  feedback: Feedback,
): Promise<LayerData> {
  const checked = new CheckedTopology(topology);
  const { name: file } = options;
  const [name, object] = pickObject(checked.topology, options);
  const crs = options.crs ?? memberCrs(topology["crs"], { name: file, feedback }) ?? parseCrsId("EPSG:4326");
  const builder = new LayerDataBuilder(crs);
  const geometries = located(`"${file}", object "${name}"`, () => checked.geometriesOf(object));
  for (const [index, given] of geometries.entries()) {
    if (index % 256 === 0) {
      feedback.throwIfCanceled();
      feedback.progress(index / geometries.length, "reading");
    }
    located(`"${file}", object "${name}", geometry ${index}`, () => {
      const geometry = checked.check(given);
      addFeature(builder, geometry, convert(checked.topology, geometry));
    });
  }
  feedback.progress(1, "reading");
  return builder.finish();
}

function pickObject(topology: Topology, { layer, name }: TopologyOptions): readonly [string, GeometryObject] {
  const names = Object.keys(topology.objects);
  const wanted = layer ?? (names.length === 1 ? names[0] : undefined);
  const object = wanted === undefined ? undefined : topology.objects[wanted];
  if (wanted !== undefined && object !== undefined && Object.hasOwn(topology.objects, wanted)) return [wanted, object];
  const list = names.map((each) => `"${each}"`).join(", ");
  if (names.length === 0) throw new SpatialError("LAYER_UNREADABLE", "the TopoJSON has no objects");
  const problem = layer === undefined ? `"${name}" holds ${names.length} layers` : `"${name}" has no layer "${layer}"`;
  const near = layer === undefined ? "" : didYouMean(layer, names);
  throw new SpatialError("BAD_ARGUMENT", `${problem}.${near} Pick one with --layer NAME: ${list}.`);
}

function addFeature(builder: LayerDataBuilder, object: GeometryObject, geometry: Geometry | null): void {
  const index = builder.length;
  const properties: Properties = Array.isArray(object.properties) ? {} : (object.properties ?? {});
  builder.addFeature({ geometry, properties: {} });
  const id: unknown = object.id; // beyond 2^53 a bigint
  if (["string", "number", "bigint"].includes(typeof id) && !Object.hasOwn(properties, "id"))
    builder.column("id").set(index, id);
  builder.addRow(index, properties);
}

function convert(topology: Topology, object: GeometryObject): Geometry | null {
  const converted = toFeature(topology, object);
  if (converted.type === "Feature") return converted.geometry;
  return { type: "GeometryCollection", geometries: converted.features.map(({ geometry }) => geometry) };
}

function located<T>(where: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    if (!(cause instanceof SpatialError)) throw cause;
    throw new SpatialError(cause.code, `Cannot read ${where}: ${cause.message}.`, { cause });
  }
}
