/** One of PROJ's ways from a frame to WGS 84. */
export interface DatumOperation {
  /** As the registry names it: "NAD27 to WGS 84 (6)". */
  readonly name: string;
  /** Metres; undefined where nobody knows. */
  readonly accuracy: number | undefined;
  /** Never preferred to another that reaches as much, however accurate: PROJ's rule for operations of the open sea. */
  readonly secondary: boolean;
  /** Where it is meant for: west, south, east, north in degrees; west > east across the antimeridian. */
  readonly area: readonly [number, number, number, number];
  /**
   * Helmert parameters (metres, arc-seconds, ppm; position vector), and the point they turn about if it is not the
   * Earth's centre; empty where frame and WGS 84 are one; undefined where longitude and latitude are taken over
   * unchanged because nothing better is known.
   */
  readonly helmert: readonly number[] | undefined;
  /** Radians added to longitude and latitude before the Helmert shift. */
  readonly offset: readonly [longitude: number, latitude: number];
}

/** Radians; area bounds are rounded to about this. */
const MARGIN = 1e-9;

/**
 * The operation PROJ would choose for places, given as longitude and latitude in radians, interleaved: of those that
 * reach most of them the most accurate one, then the one with the smallest area; the frame's first if none reaches any.
 */
export function chooseOperation(
  operations: readonly [DatumOperation, ...DatumOperation[]],
  lonLat: Float64Array,
): DatumOperation {
  if (operations.length === 1) return operations[0];
  const known = operations.filter(({ helmert }) => helmert !== undefined);
  const reached = new Map(known.map((operation) => [operation, countInside(operation.area, lonLat)]));
  const most = Math.max(...reached.values());
  if (most <= 0) return operations.find(({ helmert }) => helmert === undefined) ?? operations[0];
  const [first, ...others] = known.filter((operation) => reached.get(operation) === most);
  return others.reduce((best, other) => (isBetter(other, best) ? other : best), first!);
}

function isBetter(a: DatumOperation, b: DatumOperation): boolean {
  if (a.secondary) return false;
  if (a.accuracy === undefined || b.accuracy === undefined) return a.accuracy !== undefined;
  return a.accuracy < b.accuracy || (a.accuracy === b.accuracy && sizeOf(a.area) < sizeOf(b.area));
}

function sizeOf([west, south, east, north]: DatumOperation["area"]): number {
  const width = east < west ? east - west + 360 : east - west;
  return width * (Math.sin((north * Math.PI) / 180) - Math.sin((south * Math.PI) / 180));
}

function countInside(area: DatumOperation["area"], lonLat: Float64Array): number {
  const [west, south, east, north] = area.map((degrees) => (degrees * Math.PI) / 180) as [
    number,
    number,
    number,
    number,
  ];
  const width = east < west ? east - west + 2 * Math.PI : east - west;
  let count = 0;
  for (let i = 0; i < lonLat.length; i += 2) {
    const across = lonLat[i]! - west + MARGIN;
    const turned = across - 2 * Math.PI * Math.floor(across / (2 * Math.PI));
    const lat = lonLat[i + 1]!;
    if (turned <= width + 2 * MARGIN && lat >= south - MARGIN && lat <= north + MARGIN) count++;
  }
  return count;
}
