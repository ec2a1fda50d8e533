import type { GeometryObject as ObjectOf, Properties, Topology } from "topojson-specification";
import { SpatialError } from "../../errors.ts";
import { describeValue } from "../../geometry/geojson-reader.ts";

type GeometryObject = ObjectOf<Properties | null>;

/** How deep the arcs of a type are nested: 1 is a list of them. */
const ARC_DEPTHS: Readonly<Record<string, number>> = {
  LineString: 1,
  MultiLineString: 2,
  Polygon: 2,
  MultiPolygon: 3,
};
const MOST_NESTED = 64;
/** An arc that ends two areas is used twice. A small file in which each is used without end would fill the memory. */
const MOST_USES = 20;
const FREE_VERTICES = 10_000;

/** A topology of which the library that puts geometries together, and itself checks nothing, can be sure. */
export class CheckedTopology {
  readonly topology: Topology;
  readonly #arcs: readonly unknown[];
  /** Vertices of the arcs that were found to be right. */
  readonly #lengths = new Map<number, number>();
  #vertices = 0;
  readonly #mostVertices: number;

  /** @param value "objects" may hold anything as yet. Throws LAYER_UNREADABLE. */
  constructor(value: Readonly<Record<string, unknown>>) {
    const { objects, arcs, transform } = value;
    if (!isRecord(objects)) throw wrong(`the TopoJSON has no "objects": they are ${describeValue(objects)}`);
    if (!Array.isArray(arcs)) throw wrong(`the TopoJSON has no "arcs": they are ${describeValue(arcs)}`);
    if (transform !== undefined && transform !== null) checkTransform(transform);
    this.topology = value as unknown as Topology;
    this.#arcs = arcs as readonly unknown[];
    const all = this.#arcs.reduce<number>((sum, arc) => sum + (Array.isArray(arc) ? arc.length : 0), 0);
    this.#mostVertices = MOST_USES * all + FREE_VERTICES;
  }

  /** The geometries of an object; a single one is a list of itself. */
  geometriesOf(object: unknown): readonly unknown[] {
    if (!isRecord(object)) throw wrong(`it is ${describeValue(object)}; expected a geometry object`);
    if (object["type"] !== "GeometryCollection") return [object];
    return listIn(object, "geometries");
  }

  /** The object, if it and all its arcs are right. */
  check(object: unknown, depth = 0): GeometryObject {
    if (!isRecord(object)) throw wrong(`it is ${describeValue(object)}; expected a geometry object`);
    const { type } = object;
    checkProperties(object["properties"]);
    if (type === "GeometryCollection") {
      if (depth > MOST_NESTED) throw wrong(`more than ${MOST_NESTED} collections are nested in each other`);
      for (const member of listIn(object, "geometries")) this.check(member, depth + 1);
    } else if (type !== null && type !== undefined) this.#checkPlaces(object, type);
    return object as unknown as GeometryObject;
  }

  #checkPlaces(object: Readonly<Record<string, unknown>>, type: unknown): void {
    if (type === "Point") checkPosition(object["coordinates"]);
    else if (type === "MultiPoint") listIn(object, "coordinates").forEach(checkPosition);
    else if (typeof type === "string" && Object.hasOwn(ARC_DEPTHS, type))
      this.#checkArcs(object["arcs"], ARC_DEPTHS[type]!);
    else throw wrong(`its type is ${describeValue(type)}`);
  }

  #checkArcs(arcs: unknown, depth: number): void {
    if (!Array.isArray(arcs)) throw wrong(`its arcs are ${describeValue(arcs)}; expected an array`);
    for (const arc of arcs as readonly unknown[]) {
      if (depth > 1) this.#checkArcs(arc, depth - 1);
      else this.#use(arc);
    }
  }

  #use(number: unknown): void {
    const index = typeof number === "number" && number < 0 ? ~number : number;
    if (typeof index !== "number" || !Number.isInteger(index) || index >= this.#arcs.length)
      throw wrong(`its arc ${describeValue(number)} is not there; there are ${this.#arcs.length}`);
    this.#vertices += this.#lengthOf(index);
    if (this.#vertices <= this.#mostVertices) return;
    throw wrong(`arcs are used more than ${MOST_USES} times over`);
  }

  #lengthOf(index: number): number {
    const known = this.#lengths.get(index);
    if (known !== undefined) return known;
    const arc = this.#arcs[index];
    try {
      if (!Array.isArray(arc) || arc.length === 0) throw wrong(`it is ${describeValue(arc)}; expected positions`);
      arc.forEach(checkPosition);
    } catch (error) {
      throw error instanceof SpatialError ? wrong(`arc ${index}: ${error.message}`) : error;
    }
    this.#lengths.set(index, arc.length);
    return arc.length;
  }
}

function checkProperties(properties: unknown): void {
  if (properties === undefined || properties === null || isRecord(properties)) return;
  if (Array.isArray(properties) && properties.length === 0) return; // what PHP writes for none
  throw wrong(`its "properties" are ${describeValue(properties)}, not an object`);
}

function checkTransform(transform: unknown): void {
  if (isRecord(transform) && isPair(transform["scale"]) && isPair(transform["translate"])) return;
  const given = describeValue(transform);
  throw wrong(`the TopoJSON's "transform" is ${given}; expected a scale and a translate of two numbers`);
}

function isPair(value: unknown): boolean {
  return Array.isArray(value) && Number.isFinite(value[0]) && Number.isFinite(value[1]);
}

function checkPosition(position: unknown): void {
  if (isPair(position)) return;
  throw wrong(`a position is ${describeValue(position)}; expected [x, y] with two finite numbers`);
}

function listIn(object: Readonly<Record<string, unknown>>, name: string): readonly unknown[] {
  const value = object[name];
  if (Array.isArray(value)) return value as readonly unknown[];
  throw wrong(`its "${name}" are ${describeValue(value)}; expected an array`);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function wrong(problem: string): SpatialError {
  return new SpatialError("LAYER_UNREADABLE", problem);
}
