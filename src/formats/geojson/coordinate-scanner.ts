import { Kind, type GeometryKind } from "../../geometry/column.ts";
import type { GeometryBuilder, Ordinates } from "../../geometry/builder.ts";
import { OrdinateBuilder } from "../../geometry/ordinate-builder.ts";
import type { JsonScanner } from "./json-scanner.ts";

const OPEN = 0x5b;
const CLOSE = 0x5d;
const COMMA = 0x2c;

/** How deep the coordinates of a kind are nested: 0 is one position. */
const DEPTHS: ReadonlyMap<GeometryKind, number> = new Map([
  [Kind.Point, 0],
  [Kind.MultiPoint, 1],
  [Kind.LineString, 1],
  [Kind.MultiLineString, 2],
  [Kind.Polygon, 2],
  [Kind.MultiPolygon, 3],
]);

const MAX_DEPTH = 3;

/** Coordinates of no regular shape (empty lists, nulls, mixed depth): to be read as plain JSON instead. */
export class Irregular extends Error {}

const irregular = new Irregular();

/**
 * Reads a GeoJSON "coordinates" array from bytes into flat arrays, without an object per position. The kind of geometry
 * may be known only later ("type" may follow), so what is kept is the nesting: where each list ended.
 */
export class CoordinateScanner {
  readonly #scanner: JsonScanner;
  #xy = new Float64Array(2048);
  readonly #z = new OrdinateBuilder();
  #vertices = 0;
  /** Ends of the lists of positions (in vertices), of the lists of those (in lists of positions), and so on. */
  #ends: number[][] = [[], [], []];
  #depth = -1;

  constructor(scanner: JsonScanner) {
    this.#scanner = scanner;
  }

  /** Takes the array. Throws Irregular, and what JsonScanner throws. */
  scan(): void {
    this.#vertices = 0;
    this.#z.truncate(0);
    for (const ends of this.#ends) ends.length = 0;
    this.#depth = this.#list();
  }

  /** Whether what was scanned is nested as this kind wants it. */
  fits(kind: GeometryKind): boolean {
    return DEPTHS.get(kind) === this.#depth;
  }

  /** Adds what was scanned, which must fit, to the builder as one feature. */
  addTo(builder: GeometryBuilder, kind: GeometryKind): void {
    builder.beginFeature(kind);
    const ordinates = { z: this.#z.upTo(this.#vertices) };
    if (kind === Kind.Point || kind === Kind.MultiPoint) this.#addPoints(builder, ordinates);
    else if (kind === Kind.LineString || kind === Kind.MultiLineString) this.#addLines(builder, ordinates);
    else this.#addPolygons(builder, ordinates);
    builder.endFeature();
  }

  #addPoints(builder: GeometryBuilder, ordinates: Ordinates): void {
    for (let vertex = 0; vertex < this.#vertices; vertex++) {
      builder.beginPart(Kind.Point);
      builder.beginRing();
      builder.addVertices(this.#xy, vertex, vertex + 1, ordinates);
    }
  }

  #addLines(builder: GeometryBuilder, ordinates: Ordinates): void {
    let start = 0;
    for (const end of this.#ends[0]!) {
      builder.beginPart(Kind.LineString);
      builder.beginRing();
      builder.addVertices(this.#xy, start, end, ordinates);
      start = end;
    }
  }

  #addPolygons(builder: GeometryBuilder, ordinates: Ordinates): void {
    const [rings = [], polygons = []] = this.#ends;
    let ring = 0;
    for (const lastRing of polygons) {
      builder.beginPart(Kind.Polygon);
      for (; ring < lastRing; ring++) {
        builder.beginRing();
        builder.addVertices(this.#xy, ring === 0 ? 0 : rings[ring - 1]!, rings[ring], ordinates);
      }
    }
  }

  /** Takes a list and returns its depth. */
  #list(level = 0): number {
    if (level > MAX_DEPTH) throw irregular;
    this.#scanner.expect(OPEN, 'an array ("[")');
    const next = this.#scanner.peek();
    if (next !== OPEN) return this.#position(next);
    const depth = this.#list(level + 1);
    while (this.#scanner.accept(COMMA)) {
      if (this.#list(level + 1) !== depth) throw irregular;
    }
    this.#scanner.expect(CLOSE, 'a comma or the end of the array ("]")');
    if (depth > 2) throw irregular;
    this.#ends[depth]!.push(depth === 0 ? this.#vertices : this.#ends[depth - 1]!.length);
    return depth + 1;
  }

  #position(first: number): number {
    // 45 is "-": anything else here is an empty list, a null or a mistake
    if (first !== 45 && !(first >= 48 && first <= 57)) throw irregular;
    const x = this.#scanner.number();
    if (!this.#scanner.accept(COMMA)) throw irregular;
    this.#scanner.peek();
    const y = this.#scanner.number();
    const z = this.#scanner.accept(COMMA) ? this.#height() : Number.NaN;
    while (this.#scanner.accept(COMMA)) this.#scanner.skip(); // RFC 7946: nobody knows what they mean
    this.#scanner.expect(CLOSE, 'a comma or the end of the position ("]")');
    this.#z.set(this.#vertices, z);
    this.#add(x, y);
    return 0;
  }

  /** Whatever is no number stands for none. */
  #height(): number {
    const first = this.#scanner.peek();
    if (first === 45 || (first >= 48 && first <= 57)) {
      const z = this.#scanner.number();
      return Number.isFinite(z) ? z : Number.NaN;
    }
    this.#scanner.skip();
    return Number.NaN;
  }

  #add(x: number, y: number): void {
    // 1e999 is a number in JSON, but no coordinate
    if (!Number.isFinite(x) || !Number.isFinite(y)) throw irregular;
    const at = 2 * this.#vertices++;
    if (at + 2 > this.#xy.length) {
      const larger = new Float64Array(2 * this.#xy.length);
      larger.set(this.#xy);
      this.#xy = larger;
    }
    this.#xy[at] = x;
    this.#xy[at + 1] = y;
  }
}
