import type { GeometryBuilder } from "./builder.ts";
import { Kind, type GeometryKind } from "./column.ts";
import { partKindOf, type PartKind } from "./kind.ts";
import { WktScanner } from "./wkt-scanner.ts";
import { curveProblem, kindOfType, typeOfWord } from "./wkb-types.ts";

const MAX_DEPTH = 32;
const MODIFIERS = /^(?:Z|M|ZM)$/i;

/**
 * Adds one feature from WKT, as OGC, ISO and PostGIS write it: `POINT Z (1 2 3)`, `POINTZ (1 2 3)`, `POINT (1 2 3)` and
 * `SRID=4326;POINT(1 2)` alike, in any case. What becomes of which kind is as in WKB.
 * Throws SpatialError INVALID_GEOMETRY, and adds nothing, for what is no WKT and for curves.
 * @returns the SRID that stands in front; 0 without one.
 */
export function appendWkt(builder: GeometryBuilder, text: string): number {
  const reader = new WktReader(builder, text);
  try {
    return reader.feature();
  } catch (error) {
    builder.discardFeature();
    throw error;
  }
}

/** The numbers of a position beyond x and y, as the tag names them; undefined: as many as there are. */
type Modifier = "" | "Z" | "M" | "ZM" | undefined;

interface Tag {
  readonly kind: GeometryKind;
  readonly modifier: Modifier;
}

class WktReader {
  readonly #builder: GeometryBuilder;
  readonly #scanner: WktScanner;

  constructor(builder: GeometryBuilder, text: string) {
    this.#builder = builder;
    this.#scanner = new WktScanner(text);
  }

  feature(): number {
    const srid = this.#scanner.srid();
    const tag = this.#tag();
    this.#builder.beginFeature(tag.kind);
    this.#body(tag, 0);
    this.#scanner.end();
    this.#builder.endFeature();
    return srid;
  }

  #tag(): Tag {
    const word = this.#scanner.word() ?? this.#scanner.fail("the name of a geometry type, such as POINT");
    // POINTZ, as PostGIS writes it, unless the letters belong to the name
    const joined = typeOfWord(word) === undefined ? /^(.+?)(ZM|Z|M)$/i.exec(word) : null;
    const name = typeOfWord(joined?.[1] ?? word);
    if (name === undefined) this.#scanner.fail(`a geometry type (there is none called "${word}")`);
    const kind = kindOfType(name) ?? this.#scanner.refuse(curveProblem(name));
    const modifier = joined?.[2] ?? this.#scanner.word(MODIFIERS);
    return { kind, modifier: modifier?.toUpperCase() as Modifier };
  }

  #body({ kind, modifier }: Tag, depth: number): void {
    if (this.#scanner.word(/^EMPTY$/i) !== undefined) return undefined;
    switch (kind) {
      case Kind.Point:
        return this.#point(modifier);
      case Kind.LineString:
        this.#builder.beginPart(Kind.LineString);
        return this.#ring(modifier);
      case Kind.Polygon:
        return this.#polygon(modifier);
      case Kind.MultiPoint:
      case Kind.MultiLineString:
      case Kind.MultiPolygon:
        return this.#scanner.list(() => this.#member(partKindOf(kind)!, modifier, depth));
      case Kind.GeometryCollection:
        if (depth >= MAX_DEPTH) this.#scanner.refuse(`its collections lie more than ${MAX_DEPTH} deep in one another.`);
        return this.#scanner.list(() => this.#body(this.#tag(), depth + 1));
      case Kind.Null:
    }
  }

  #member(kind: PartKind, modifier: Modifier, depth: number): void {
    // MULTISURFACE and MULTICURVE name those of their members that are curves
    if (this.#scanner.isAtWord() && !this.#scanner.isAtEmpty()) {
      const tag = this.#tag();
      if (tag.kind !== kind) this.#scanner.refuse("a member is of a kind that does not belong there.");
      return this.#body(tag, depth);
    }
    // points may stand without brackets of their own: MULTIPOINT (1 2, 3 4)
    if (kind === Kind.Point && this.#scanner.isAtNumber()) return this.#vertexOfPoint(modifier);
    return this.#body({ kind, modifier }, depth);
  }

  #point(modifier: Modifier): void {
    this.#scanner.list(() => this.#vertexOfPoint(modifier));
  }

  #vertexOfPoint(modifier: Modifier): void {
    this.#builder.beginPart(Kind.Point);
    this.#builder.beginRing();
    this.#vertex(modifier);
  }

  #polygon(modifier: Modifier): void {
    this.#builder.beginPart(Kind.Polygon);
    this.#scanner.list(() => {
      if (this.#scanner.word(/^EMPTY$/i) === undefined) this.#ring(modifier);
    });
  }

  #ring(modifier: Modifier): void {
    this.#builder.beginRing();
    this.#scanner.list(() => this.#vertex(modifier));
  }

  #vertex(modifier: Modifier): void {
    const [x, y] = [this.#scanner.number(), this.#scanner.number()];
    if (!Number.isFinite(x) || !Number.isFinite(y)) this.#scanner.refuse(`a coordinate is not a finite number.`);
    const third = this.#scanner.isAtNumber() ? this.#scanner.number() : Number.NaN;
    const fourth = this.#scanner.isAtNumber() ? this.#scanner.number() : Number.NaN;
    if (modifier === "M") this.#builder.addVertex(x, y, Number.NaN, third);
    else this.#builder.addVertex(x, y, third, fourth);
  }
}
