import type { GeometryBuilder } from "../../geometry/builder.ts";
import { type GeometryKind, Kind } from "../../geometry/column.ts";
import type { PartKind } from "../../geometry/kind.ts";
import { XmlProblem } from "../xml/xml-stream.ts";

/** Longitude, latitude and perhaps a height. */
type Position = readonly number[];

interface Part {
  readonly kind: PartKind;
  readonly rings: readonly (readonly Position[])[];
}

/** The geometry of a placemark, put together as its elements come. */
export class PlacemarkGeometry {
  readonly #parts: Part[] = [];
  #isMulti = false;
  #isCollected = false;
  #rings: (readonly Position[])[] = [];
  #track: Position[] = [];

  /** What begins; other elements are none of its business. */
  open(name: string): void {
    if (name === "MultiGeometry") this.#isMulti = this.#isCollected = true;
    if (name === "MultiTrack") this.#isMulti = this.#isCollected = true;
    if (["Polygon", "Point", "LineString"].includes(name)) this.#rings = [];
    if (name === "Track") this.#track = [];
  }

  /** @param parent of the element that ends */
  close(name: string, text: string, parent: string): void {
    if (name === "coordinates") this.#rings.push(positionsOf(text));
    if (name === "coord" && parent === "Track") this.#track.push(numbersOf(text.split(/\s+/), text));
    if (name === "Point") this.#add(Kind.Point, this.#rings.slice(0, 1));
    if (name === "LineString" || (name === "LinearRing" && !parent.endsWith("BoundaryIs")))
      this.#add(Kind.LineString, this.#rings.slice(-1));
    if (name === "Polygon") this.#add(Kind.Polygon, this.#rings);
    if (name === "Track") this.#add(Kind.LineString, [this.#track]);
  }

  #add(kind: PartKind, rings: Part["rings"]): void {
    this.#parts.push({ kind, rings: kind === Kind.Point ? rings.map((ring) => ring.slice(0, 1)) : rings });
    this.#rings = [];
  }

  addTo(builder: GeometryBuilder): void {
    builder.beginFeature(this.#kind);
    for (const { kind, rings } of this.#parts) {
      builder.beginPart(kind);
      for (const ring of rings) {
        builder.beginRing();
        for (const [x, y, z] of ring) builder.addVertex(x!, y!, z);
      }
    }
    builder.endFeature();
  }

  get #kind(): GeometryKind {
    const kinds = new Set(this.#parts.map(({ kind }) => kind));
    const [kind] = kinds;
    if (kind === undefined) return this.#isCollected ? Kind.GeometryCollection : Kind.Null;
    if (kinds.size > 1) return Kind.GeometryCollection;
    return this.#isMulti || this.#parts.length > 1 ? MULTI[kind] : kind;
  }
}

const MULTI = {
  [Kind.Point]: Kind.MultiPoint,
  [Kind.LineString]: Kind.MultiLineString,
  [Kind.Polygon]: Kind.MultiPolygon,
} as const;

/** Tuples stand between spaces; some writers put spaces behind commas as well. */
function positionsOf(text: string): Position[] {
  if (text === "") return [];
  return text
    .replaceAll(/\s*,\s*/g, ",")
    .split(/\s+/)
    .map((tuple) => numbersOf(tuple.split(","), tuple));
}

function numbersOf(texts: readonly string[], whole: string): Position {
  const numbers = texts.filter((each) => each !== "").map(Number);
  if (numbers.length >= 2 && numbers.every((number) => Number.isFinite(number))) return numbers.slice(0, 3);
  throw new XmlProblem(`${JSON.stringify(whole.slice(0, 60))} is no longitude and latitude`);
}
