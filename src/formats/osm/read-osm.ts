import { SpatialError } from "../../errors.ts";
import type { Feedback } from "../../feedback.ts";
import { Kind, type GeometryKind } from "../../geometry/column.ts";
import type { PartKind } from "../../geometry/kind.ts";
import type { LayerData } from "../../layers/layer-data.ts";
import type { LayerDataBuilder } from "../../layers/table-builder.ts";
import type { Query } from "../query.ts";
import type { RandomSource } from "../sources/source.ts";
import { LayerSet } from "../xml/layer-set.ts";
import { readXml, type XmlHandler, XmlProblem } from "../xml/xml-stream.ts";
import { assembleRings, nestRings } from "./assemble-rings.ts";
import {
  isArea,
  isTagged,
  type Member,
  type OsmPlace,
  type Relation,
  type Tags,
  type Vertex,
  type OsmWay,
} from "./osm-elements.ts";

/**
 * Reads OpenStreetMap's XML as GDAL does: tagged nodes are `points`, ways `lines` or, where they are areas,
 * `multipolygons`, as are relations of that type; routes are `multilinestrings`. All tags are fields. Places are kept in
 * memory until all is read, as ways come after them. Throws BAD_ARGUMENT where it must be said which layer is meant,
 * LAYER_UNREADABLE.
 */
export async function readOsm(source: RandomSource, query: Query, feedback: Feedback): Promise<LayerData> {
  const reader = new OsmReader();
  await readXml(source, { query, feedback, handler: reader });
  for (const remark of reader.remarks) heed(remark, source.name, feedback);
  const layers = new LayerSet(query);
  const missing = new LayersOfOsm(reader, layers).fill(feedback);
  if (missing > 0)
    feedback.log(
      "warning",
      `"${source.name}" is a part of a map: ${missing} of its ways and relations have members that are not in it.`,
    );
  feedback.progress(1, "reading");
  return layers.pick(source.name, query);
}

/** A server of OpenStreetMap's data that ran out of time or memory says so behind what it had found by then. */
function heed(remark: string, name: string, feedback: Feedback): void {
  if (/error/i.test(remark))
    throw new SpatialError(
      "LAYER_UNREADABLE",
      `"${name}" is not all that was asked for; the server stopped: ${remark} Ask for less at once, or allow more, as by ` +
        "[timeout:600][maxsize:1073741824]; before the query.",
    );
  feedback.log("warning", `"${name}" has a remark of its server: ${remark}`);
}

class OsmReader implements XmlHandler {
  readonly places = new Map<string, OsmPlace>();
  readonly points: { readonly id: string; readonly tags: Tags }[] = [];
  readonly ways = new Map<string, OsmWay>();
  readonly relations: Relation[] = [];
  readonly remarks: string[] = [];
  #id = "";
  #tags = new Map<string, string>();
  #nodes: string[] = [];
  #members: Member[] = [];

  open(name: string, attributes: Readonly<Record<string, string>>): void {
    if (name === "node" || name === "way" || name === "relation") {
      this.#id = attributes["id"] ?? "";
      this.#tags = new Map();
      this.#nodes = [];
      this.#members = [];
      if (name === "node") this.places.set(this.#id, placeOf(attributes));
    }
    const { k, v, ref = "", type = "", role = "" } = attributes;
    if (name === "tag" && k !== undefined && v !== undefined) this.#tags.set(k, v);
    if (name === "nd") this.#node(ref, attributes);
    if (name === "member") this.#members.push({ type, ref, role });
  }

  close(name: string, text: string): void {
    const [id, tags] = [this.#id, this.#tags];
    if (name === "node" && isTagged(tags)) this.points.push({ id, tags });
    if (name === "way") this.ways.set(id, { id, nodes: this.#nodes, tags });
    if (name === "relation") this.relations.push({ id, members: this.#members, tags });
    if (name === "remark") this.remarks.push(text);
  }

  /** Overpass writes places into ways where it is asked to (`out geom`). */
  #node(ref: string, attributes: Readonly<Record<string, string>>): void {
    this.#nodes.push(ref);
    if (attributes["lon"] !== undefined && !this.places.has(ref)) this.places.set(ref, placeOf(attributes));
  }
}

function placeOf({ lon = "", lat = "" }: Readonly<Record<string, string>>): OsmPlace {
  const [x, y] = [Number(lon.trim() || Number.NaN), Number(lat.trim() || Number.NaN)];
  if (Number.isFinite(x) && Number.isFinite(y)) return [x, y];
  throw new XmlProblem(`lon="${lon.slice(0, 40)}" lat="${lat.slice(0, 40)}" is no place`);
}

type Paths = readonly (readonly Vertex[])[];

class LayersOfOsm {
  readonly #read: OsmReader;
  readonly #layers: LayerSet;
  #incomplete = 0;

  constructor(read: OsmReader, layers: LayerSet) {
    this.#read = read;
    this.#layers = layers;
  }

  /** How many ways and relations have members that are not there. */
  fill(feedback: Feedback): number {
    for (const { id, tags } of this.#read.points) this.#add("points", "osm_id", id, tags, this.#point(id));
    for (const way of this.#read.ways.values()) this.#way(way);
    for (const relation of this.#read.relations) {
      feedback.throwIfCanceled();
      this.#relation(relation);
    }
    return this.#incomplete;
  }

  #point(id: string): Shape {
    return { kind: Kind.Point, part: Kind.Point, parts: [[[{ node: id, place: this.#read.places.get(id)! }]]] };
  }

  #way(way: OsmWay): void {
    if (!isTagged(way.tags)) return;
    const path = this.#path(way);
    if (path.length < 2) return;
    if (isArea(way)) this.#add("multipolygons", "osm_way_id", way.id, way.tags, polygons([[path]]));
    else
      this.#add("lines", "osm_id", way.id, way.tags, { kind: Kind.LineString, part: Kind.LineString, parts: [[path]] });
  }

  /** Without what is not in the file. */
  #path({ nodes }: OsmWay): Vertex[] {
    const vertices = nodes.flatMap((node) => {
      const place = this.#read.places.get(node);
      return place === undefined ? [] : [{ node, place }];
    });
    if (vertices.length < nodes.length) this.#incomplete++;
    return vertices;
  }

  #relation({ id, members, tags }: Relation): void {
    const type = tags.get("type");
    if (type !== "multipolygon" && type !== "boundary" && type !== "multilinestring" && type !== "route") return;
    const wayMembers = members.filter((member) => member.type === "way");
    const ways = wayMembers.flatMap(({ ref }) => this.#read.ways.get(ref) ?? []);
    if (ways.length < wayMembers.length) this.#incomplete++;
    const paths = ways.map((way) => this.#path(way)).filter((path) => path.length > 1);
    if (type === "multipolygon" || type === "boundary") this.#area(id, tags, paths);
    else if (paths.length > 0)
      this.#add("multilinestrings", "osm_id", id, tags, {
        kind: Kind.MultiLineString,
        part: Kind.LineString,
        parts: paths.map((path) => [path]),
      });
  }

  #area(id: string, tags: Tags, paths: Paths): void {
    const nested = nestRings(assembleRings(paths));
    if (nested.length === 0) return;
    this.#add(
      "multipolygons",
      "osm_id",
      id,
      tags,
      polygons(nested.map((rings) => rings.map(({ vertices }) => vertices))),
    );
  }

  // oxlint-disable-next-line max-params -- one feature
  #add(layer: string, idName: string, id: string, tags: Tags, shape: Shape): void {
    const builder = this.#layers.layer(layer);
    const index = builder.length;
    addShape(builder, shape);
    builder.column(idName, "string").set(index, id);
    for (const [key, value] of tags) builder.column(key === idName ? `${key}_tag` : key, "string").set(index, value);
  }
}

interface Shape {
  readonly kind: GeometryKind;
  readonly part: PartKind;
  /** Of each part its rings, or its one path. */
  readonly parts: readonly Paths[];
}

function polygons(parts: readonly Paths[]): Shape {
  return { kind: Kind.MultiPolygon, part: Kind.Polygon, parts };
}

function addShape({ geometry }: LayerDataBuilder, { kind, part, parts }: Shape): void {
  geometry.beginFeature(kind);
  for (const rings of parts) {
    geometry.beginPart(part);
    for (const ring of rings) {
      geometry.beginRing();
      for (const { place } of ring) geometry.addVertex(place[0], place[1]);
    }
  }
  geometry.endFeature();
}
