import type { EngineGeometry } from "../engine-geometry.ts";
import type { Predicate, PreparedGeometry } from "../predicate.ts";
import { testJsts } from "./jsts-collections.ts";
import { isJstsGeometry, Location, PointInArea, type JstsGeometry } from "./jsts-library.ts";

/** JSTS's own prepared geometries cannot be constructed (as of 2.12.1): this indexes the edges of areas. */
export class JstsPrepared implements PreparedGeometry {
  readonly #geometry: JstsGeometry;
  #locator: InstanceType<typeof PointInArea> | undefined;

  constructor(geometry: JstsGeometry) {
    this.#geometry = geometry;
    const type = geometry.getGeometryType();
    if (type === "Polygon" || type === "MultiPolygon") this.#locator = new PointInArea(geometry);
  }

  test(predicate: Exclude<Predicate, "equals">, other: EngineGeometry): boolean {
    if (!isJstsGeometry(other)) throw new TypeError("Not a geometry of the jsts engine.");
    // Also when one of them is empty.
    if (!this.#geometry.getEnvelopeInternal().intersects(other.getEnvelopeInternal())) return predicate === "disjoint";
    if (this.#locator !== undefined && other.getGeometryType() === "Point") return this.#testPoint(predicate, other);
    if (this.#locator !== undefined && (predicate === "intersects" || predicate === "disjoint")) {
      if (other.getCoordinates().some((at) => this.#locator?.locate(at) !== Location.Exterior)) {
        return predicate === "intersects";
      }
    }
    return testJsts(predicate, this.#geometry, other);
  }

  #testPoint(predicate: Exclude<Predicate, "equals">, point: JstsGeometry): boolean {
    const location = this.#locator!.locate(point.getCoordinates()[0]!);
    switch (predicate) {
      case "intersects":
      case "covers":
        return location !== Location.Exterior;
      case "contains":
        return location === Location.Interior;
      case "touches":
        return location === Location.Boundary;
      case "disjoint":
        return location === Location.Exterior;
      case "within":
      case "coveredBy":
      case "overlaps":
      case "crosses":
        return false;
    }
  }
}
