import type { CrsRow } from "./crs-row.ts";
import type { PlanePoint, PlaneProjection } from "./plane-projection.ts";

/** Radians from the middle, and from the equator, within which the series is as good as any way. */
const WIDEST = 0.6;
const HIGHEST = 1.5;

/**
 * Transverse Mercator of an ellipsoid near its middle, by Krüger's series to the sixth power of the third flattening (C. F. F.
 * Karney, Transverse Mercator with an accuracy of a few nanometers, 2011): UTM and its like in a third of the time, for
 * nothing is made for each point. Puts the place of a longitude and a latitude into the point; false farther off, where it
 * is another's. Undefined for other projections.
 */
export function nearTransverseMercator(
  { projection, frame }: CrsRow,
  { k0 = 1, x0 = 0, y0 = 0, lat0 = 0, long0 = 0 }: PlaneProjection,
): ((lon: number, lat: number, place: PlanePoint) => boolean) | undefined {
  if (
    !/^\+proj=(utm|tmerc|etmerc) /.test(projection) ||
    !(frame.es > 0 && frame.es < 0.01) ||
    projection.includes("+R_A")
  )
    return undefined;
  if (Math.abs(lat0) > HIGHEST) return undefined;
  const n = thirdFlattening(frame.es);
  const [a1, a2, a3, a4, a5, a6] = coefficients(n);
  const scale = ((k0 * frame.a) / (1 + n)) * (1 + n ** 2 / 4 + n ** 4 / 64 + n ** 6 / 256);
  let origin = y0;
  const near = (lon: number, lat: number, place: PlanePoint): boolean => {
    const east = lon - long0;
    if (!(Math.abs(east) < WIDEST && Math.abs(lat) < HIGHEST)) return false;
    const tangent = Math.tan(lat);
    const secant = Math.sqrt(1 + tangent * tangent);
    const sigma = sigmaOf(tangent / secant, frame.es);
    // of the conformal latitude
    const conformal = tangent * Math.sqrt(1 + sigma * sigma) - sigma * secant;
    const cosine = Math.cos(east);
    const reach = Math.sqrt(conformal * conformal + cosine * cosine);
    const sinh = Math.sin(east) / reach;
    const sin = conformal / reach;
    const cos = cosine / reach;
    const cosh = Math.sqrt(1 + sinh * sinh);
    const sin2 = 2 * sin * cos;
    const cos2 = cos * cos - sin * sin;
    const sinh2 = 2 * sinh * cosh;
    const cosh2 = 1 + 2 * sinh * sinh;
    // Clenshaw's sum of a sin(2 j z) for complex z = (north, east)
    const real = 2 * cos2 * cosh2;
    const imaginary = -2 * sin2 * sinh2;
    const re5 = real * a6 + a5;
    const im5 = imaginary * a6;
    const re4 = real * re5 - imaginary * im5 - a6 + a4;
    const im4 = real * im5 + imaginary * re5;
    const re3 = real * re4 - imaginary * im4 - re5 + a3;
    const im3 = real * im4 + imaginary * re4 - im5;
    const re2 = real * re3 - imaginary * im3 - re4 + a2;
    const im2 = real * im3 + imaginary * re3 - im4;
    const re = real * re2 - imaginary * im2 - re3 + a1;
    const im = real * im2 + imaginary * re2 - im3;
    const sine = sin2 * cosh2;
    const cosineOfSine = cos2 * sinh2;
    place.x = x0 + scale * (Math.asinh(sinh) + re * cosineOfSine + im * sine);
    place.y = origin + scale * (Math.atan2(conformal, cosine) + re * sine - im * cosineOfSine);
    return true;
  };
  const middle: PlanePoint = { x: 0, y: 0, z: 0 };
  near(long0, lat0, middle);
  origin = y0 - (middle.y - y0);
  return near;
}

/** sinh(e atanh(e sine)) by their series, for ellipsoids like the Earth. */
function sigmaOf(sine: number, es: number): number {
  const t = es * sine * sine;
  const w =
    es * sine * (1 + t * (1 / 3 + t * (1 / 5 + t * (1 / 7 + t * (1 / 9 + t * (1 / 11 + t * (1 / 13 + t / 15)))))));
  const square = w * w;
  return w * (1 + (square / 6) * (1 + (square / 20) * (1 + square / 42)));
}

function thirdFlattening(es: number): number {
  const ratio = Math.sqrt(1 - es);
  return (1 - ratio) / (1 + ratio);
}

/** Karney's equation 35. */
function coefficients(n: number): readonly [number, number, number, number, number, number] {
  const sum = (power: number, ...terms: readonly number[]): number =>
    terms.reduce((all, term, i) => all + term * n ** (power + i), 0);
  return [
    sum(1, 1 / 2, -2 / 3, 5 / 16, 41 / 180, -127 / 288, 7891 / 37800),
    sum(2, 13 / 48, -3 / 5, 557 / 1440, 281 / 630, -1983433 / 1935360),
    sum(3, 61 / 240, -103 / 140, 15061 / 26880, 167603 / 181440),
    sum(4, 49561 / 161280, -179 / 168, 6601661 / 7257600),
    sum(5, 34729 / 80640, -3418889 / 1995840),
    sum(6, 212378941 / 319334400),
  ];
}
