import type { Feedback } from "../../feedback.ts";
import { Kind } from "../../geometry/column.ts";
import type { FieldType, LayerData } from "../../layers/layer-data.ts";
import { LayerSet } from "../xml/layer-set.ts";
import { localName, readXml, type XmlHandler, XmlProblem } from "../xml/xml-stream.ts";
import type { Query } from "../query.ts";
import type { RandomSource } from "../sources/source.ts";
import { GPX_TYPES } from "./gpx-fields.ts";

/** These repeat the vertices of others, with what is said of each. */
const DERIVED = ["route_points", "track_points"];

/**
 * Reads waypoints, routes or tracks, which are layers by these names, as GDAL has them; also route_points and
 * track_points, whose fields tell where they belong. Elevations are the heights of routes and tracks. Throws BAD_ARGUMENT
 * where the file has several and none is named, LAYER_UNREADABLE.
 */
export async function readGpx(source: RandomSource, query: Query, feedback: Feedback): Promise<LayerData> {
  const layers = new LayerSet(query);
  await readXml(source, { query, feedback, handler: new GpxReader(layers) });
  feedback.progress(1, "reading");
  return layers.pick(source.name, query, DERIVED);
}

interface Vertex {
  readonly x: number;
  readonly y: number;
  readonly values: Map<string, unknown>;
}

type Values = Map<string, unknown>;

class GpxReader implements XmlHandler {
  readonly #layers: LayerSet;
  readonly #path: string[] = [];
  #point: Vertex | undefined;
  /** Of the route or track. */
  #values: Values = new Map();
  #segments: Vertex[][] = [];
  #links = 0;
  readonly #counts = { rte: 0, trk: 0 };

  constructor(layers: LayerSet) {
    this.#layers = layers;
  }

  open(tag: string, attributes: Readonly<Record<string, string>>): void {
    const name = localName(tag);
    this.#path.push(tag);
    if (name === "wpt" || name === "rtept" || name === "trkpt") {
      this.#point = { ...placeOf(attributes), values: new Map() };
      this.#links = 0;
    }
    if (name === "rte" || name === "trk") {
      [this.#values, this.#links] = [new Map(), 0];
      this.#segments = name === "rte" ? [[]] : [];
    }
    if (name === "trkseg") this.#segments.push([]);
    if (name === "link") this.#set(`link${++this.#links}_href`, attributes["href"] ?? "");
  }

  close(tag: string, text: string): void {
    this.#path.pop();
    switch (localName(tag)) {
      case "wpt":
        return this.#addPoint("waypoints", this.#point!, []);
      case "rtept":
      case "trkpt":
        this.#segments.at(-1)?.push(this.#point!);
        this.#point = undefined;
        return;
      case "rte":
        return this.#addLine("rte");
      case "trk":
        return this.#addLine("trk");
      default:
        this.#value(tag, text);
    }
  }

  #value(tag: string, text: string): void {
    const parent = localName(this.#path.at(-1) ?? "");
    const name = localName(tag);
    if (text === "") return;
    if (parent === "link") this.#set(`link${this.#links}_${name}`, text);
    else if (this.#path.some((each) => localName(each) === "extensions")) this.#set(extensionName(tag), text);
    else if (["wpt", "rtept", "trkpt", "rte", "trk"].includes(parent)) this.#set(name, typed(name, text));
  }

  #set(name: string, value: unknown): void {
    const inLine = this.#path.some((each) => localName(each) === "rte" || localName(each) === "trk");
    if (value !== "" && (this.#point !== undefined || inLine)) (this.#point?.values ?? this.#values).set(name, value);
  }

  #addPoint(layer: string, { x, y, values }: Vertex, place: readonly (readonly [string, number])[]): void {
    const builder = this.#layers.layer(layer);
    const index = builder.length;
    builder.geometry.beginFeature(Kind.Point);
    builder.geometry.beginPart(Kind.Point);
    builder.geometry.beginRing();
    builder.geometry.addVertex(x, y);
    builder.geometry.endFeature();
    for (const [name, value] of [...place, ...values]) builder.column(name, typeOf(name)).set(index, value);
    this.#point = undefined;
  }

  #addLine(which: "rte" | "trk"): void {
    const builder = this.#layers.layer(which === "rte" ? "routes" : "tracks");
    const index = builder.length;
    builder.geometry.beginFeature(which === "rte" ? Kind.LineString : Kind.MultiLineString);
    for (const segment of this.#segments) {
      builder.geometry.beginPart(Kind.LineString);
      builder.geometry.beginRing();
      for (const { x, y, values } of segment) {
        const height = values.get("ele");
        builder.geometry.addVertex(x, y, typeof height === "number" ? height : Number.NaN);
      }
    }
    builder.geometry.endFeature();
    for (const [name, value] of this.#values) builder.column(name, typeOf(name)).set(index, value);
    this.#addVertices(which, this.#counts[which]++);
  }

  #addVertices(which: "rte" | "trk", fid: number): void {
    for (const [segment, vertices] of this.#segments.entries())
      for (const [point, vertex] of vertices.entries()) {
        if (which === "rte")
          this.#addPoint("route_points", vertex, [
            ["route_fid", fid],
            ["route_point_id", point],
          ]);
        else
          this.#addPoint("track_points", vertex, [
            ["track_fid", fid],
            ["track_seg_id", segment],
            ["track_seg_point_id", point],
          ]);
      }
  }
}

function placeOf({ lon = "", lat = "" }: Readonly<Record<string, string>>): { readonly x: number; readonly y: number } {
  const [x, y] = [Number(lon.trim() || Number.NaN), Number(lat.trim() || Number.NaN)];
  if (Number.isFinite(x) && Number.isFinite(y)) return { x, y };
  throw new XmlProblem(`lon="${lon.slice(0, 40)}" lat="${lat.slice(0, 40)}" is no place`);
}

/** What other programs say besides: "gpxtpx:hr" is gpxtpx_hr. GDAL's and our own are as they were. */
function extensionName(tag: string): string {
  return tag.replace(/^ogr:/, "").replace(":", "_");
}

function typed(name: string, text: string): unknown {
  const type = GPX_TYPES[name];
  if (type !== "number" && type !== "integer") return text;
  const value = Number(text);
  return Number.isFinite(value) ? value : text;
}

function typeOf(name: string): FieldType | undefined {
  if (/_(?:fid|id)$/.test(name)) return "integer";
  return Object.hasOwn(GPX_TYPES, name) ? GPX_TYPES[name] : "string";
}
