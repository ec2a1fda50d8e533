import type { Geometry } from "geojson";
import { feature as toFeature } from "topojson-client";
import type { GeometryObject as ObjectOf, Properties, Topology } from "topojson-specification";
import { type CrsId, parseCrsId } from "../crs/crs-id.ts";
import { SpatialError } from "../errors.ts";
import type { Feedback } from "../feedback.ts";
import type { LayerData } from "../layers/layer-data.ts";
import { didYouMean } from "../layers/near-names.ts";
import { LayerDataBuilder } from "../layers/table-builder.ts";
import { memberCrs } from "./file-crs.ts";

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
  const checked = checkTopology(topology);
  const [name, object] = pickObject(checked, options);
  const crs = options.crs ?? memberCrs(topology["crs"], { name: options.name, feedback }) ?? parseCrsId("EPSG:4326");
  const builder = new LayerDataBuilder(crs);
  const geometries = object.type === "GeometryCollection" ? object.geometries : [object];
  for (const [index, geometry] of geometries.entries()) {
    if (index % 256 === 0) {
      feedback.throwIfCanceled();
      feedback.progress(index / geometries.length, "reading");
    }
    const where = `"${options.name}", object "${name}", geometry ${index}`;
    addFeature(builder, geometry, convert(checked, geometry, where));
  }
  feedback.progress(1, "reading");
  return builder.finish();
}

function checkTopology(topology: Readonly<Record<string, unknown>>): Topology {
  const { objects, arcs } = topology;
  if (typeof objects === "object" && objects !== null && Array.isArray(arcs)) return topology as unknown as Topology;
  throw new SpatialError("LAYER_UNREADABLE", 'the TopoJSON has no "objects" or no "arcs"');
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
  const properties = object.properties ?? {};
  builder.addFeature({ geometry, properties: {} });
  if (object.id !== undefined && !Object.hasOwn(properties, "id")) builder.column("id").set(index, object.id);
  builder.addRow(index, properties);
}

function convert(topology: Topology, object: GeometryObject, where: string): Geometry | null {
  try {
    const converted = toFeature(topology, object);
    if (converted.type === "Feature") return converted.geometry;
    return { type: "GeometryCollection", geometries: converted.features.map(({ geometry }) => geometry) };
  } catch (cause) {
    // the library checks nothing: an arc that is not there shows as a TypeError
    throw new SpatialError("LAYER_UNREADABLE", `Cannot read ${where}: its arcs or coordinates are broken.`, { cause });
  }
}
