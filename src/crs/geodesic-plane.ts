import type { ReferenceFrame } from "./crs-row.ts";

/** Half the turn of a longitude that is still the same meridian, radians. */
const CONVERGED = 1e-13;
const MOST_ROUNDS = 100;

/**
 * A plane that touches the ellipsoid at its centre and has every point in its true direction and at its true distance
 * from there (azimuthal equidistant), in metres, x east and y north at the centre. Vincenty's formulas; good to a
 * millimetre up to 15,000 km from the centre. Answers are left in the fields: no array is made per point.
 */
export class GeodesicPlane {
  /** Longitude and latitude of the centre, radians. */
  readonly centerLon: number;
  readonly centerLat: number;
  /** Where the poles lie; both on the line x = 0. */
  readonly northPoleY: number;
  readonly southPoleY: number;
  /** Answer of toPlane, metres. */
  x = 0;
  y = 0;
  /** Answer of toGlobe: longitude from the centre's, -π to π, and latitude; radians. */
  lon = 0;
  lat = 0;
  readonly #a: number;
  readonly #b: number;
  readonly #f: number;
  readonly #sinU: number;
  readonly #cosU: number;

  constructor(centerLon: number, centerLat: number, { a, es }: Pick<ReferenceFrame, "a" | "es">) {
    this.centerLon = centerLon;
    this.centerLat = centerLat;
    this.#a = a;
    this.#b = a * Math.sqrt(1 - es);
    this.#f = 1 - this.#b / a;
    const reduced = Math.atan((1 - this.#f) * Math.tan(centerLat));
    this.#sinU = Math.sin(reduced);
    this.#cosU = Math.cos(reduced);
    this.toPlane(centerLon, Math.PI / 2);
    this.northPoleY = Math.hypot(this.x, this.y);
    this.toPlane(centerLon, -Math.PI / 2);
    this.southPoleY = -Math.hypot(this.x, this.y);
  }

  /** Vincenty's inverse problem from the centre to a point (radians; any turn of longitude). */
  toPlane(lon: number, lat: number): void {
    const f = this.#f;
    const difference = turn(lon - this.centerLon);
    const reduced = Math.atan((1 - f) * Math.tan(lat));
    const [sinV, cosV] = [Math.sin(reduced), Math.cos(reduced)];
    let lambda = difference;
    for (let round = 0; round < MOST_ROUNDS; round++) {
      const east = cosV * Math.sin(lambda);
      const north = this.#cosU * sinV - this.#sinU * cosV * Math.cos(lambda);
      const sinSigma = Math.hypot(east, north);
      if (sinSigma === 0) return this.#answer(0, 0);
      const cosSigma = this.#sinU * sinV + this.#cosU * cosV * Math.cos(lambda);
      const sigma = Math.atan2(sinSigma, cosSigma);
      const sinAlpha = (this.#cosU * east) / sinSigma;
      const cosSqAlpha = 1 - sinAlpha * sinAlpha;
      const cos2m = cosSqAlpha === 0 ? 0 : cosSigma - (2 * this.#sinU * sinV) / cosSqAlpha;
      const c = (f / 16) * cosSqAlpha * (4 + f * (4 - 3 * cosSqAlpha));
      const before = lambda;
      lambda =
        difference + (1 - c) * f * sinAlpha * (sigma + c * sinSigma * (cos2m + c * cosSigma * (2 * cos2m * cos2m - 1)));
      if (Math.abs(lambda - before) > CONVERGED && round < MOST_ROUNDS - 1) continue;
      const { scale, series } = this.#series(cosSqAlpha);
      const distance = scale * (sigma - deltaSigma(series, sinSigma, cosSigma, cos2m));
      return this.#answer((distance * east) / sinSigma, (distance * north) / sinSigma);
    }
  }

  /** Vincenty's direct problem from the centre to a point of the plane. */
  toGlobe(x: number, y: number): void {
    const distance = Math.hypot(x, y);
    if (distance === 0) {
      this.lon = 0;
      this.lat = this.centerLat;
      return;
    }
    const [sinAzimuth, cosAzimuth] = [x / distance, y / distance];
    const sigma1 = Math.atan2(this.#sinU, this.#cosU * cosAzimuth);
    const sinAlpha = this.#cosU * sinAzimuth;
    const cosSqAlpha = 1 - sinAlpha * sinAlpha;
    const { scale, series } = this.#series(cosSqAlpha);
    let sigma = distance / scale;
    let cos2m = 0;
    for (let round = 0; round < MOST_ROUNDS; round++) {
      cos2m = Math.cos(2 * sigma1 + sigma);
      const before = sigma;
      sigma = distance / scale + deltaSigma(series, Math.sin(sigma), Math.cos(sigma), cos2m);
      if (Math.abs(sigma - before) < CONVERGED) break;
    }
    const [sin, cos] = [Math.sin(sigma), Math.cos(sigma)];
    const f = this.#f;
    const level = this.#sinU * sin - this.#cosU * cos * cosAzimuth;
    this.lat = Math.atan2(this.#sinU * cos + this.#cosU * sin * cosAzimuth, (1 - f) * Math.hypot(sinAlpha, level));
    const lambda = Math.atan2(sin * sinAzimuth, this.#cosU * cos - this.#sinU * sin * cosAzimuth);
    const c = (f / 16) * cosSqAlpha * (4 + f * (4 - 3 * cosSqAlpha));
    this.lon = lambda - (1 - c) * f * sinAlpha * (sigma + c * sin * (cos2m + c * cos * (2 * cos2m * cos2m - 1)));
  }

  #answer(x: number, y: number): void {
    this.x = x;
    this.y = y;
  }

  /** Vincenty's A (times the minor axis) and B. */
  #series(cosSqAlpha: number): { scale: number; series: number } {
    const [a, b] = [this.#a, this.#b];
    const u = (cosSqAlpha * (a * a - b * b)) / (b * b);
    return {
      scale: b * (1 + (u / 16384) * (4096 + u * (-768 + u * (320 - 175 * u)))),
      series: (u / 1024) * (256 + u * (-128 + u * (74 - 47 * u))),
    };
  }
}

function deltaSigma(series: number, sin: number, cos: number, cos2m: number): number {
  const square = cos2m * cos2m;
  const third = (series / 6) * cos2m * (4 * sin * sin - 3) * (4 * square - 3);
  return series * sin * (cos2m + (series / 4) * (cos * (2 * square - 1) - third));
}

/** The same direction between -π and π. */
export function turn(angle: number): number {
  return angle >= -Math.PI && angle <= Math.PI ? angle : angle - 2 * Math.PI * Math.round(angle / (2 * Math.PI));
}
