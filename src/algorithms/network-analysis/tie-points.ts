import Flatbush from "flatbush";

type Point = readonly [x: number, y: number];

/** From one vertex of the network to another. */
export interface Segment {
  readonly start: number;
  readonly end: number;
  readonly from: Point;
  readonly to: Point;
}

export interface Tie {
  readonly segment: Segment;
  /** The point of it that is nearest to the place. */
  readonly point: Point;
}

/** Where each place is joined to the network: on the nearest segment, the first of several. */
export function nearestSegments(segments: readonly Segment[], places: readonly Point[]): readonly (Tie | undefined)[] {
  if (segments.length === 0) return places.map(() => undefined);
  const index = new Flatbush(segments.length);
  for (const { from, to } of segments)
    index.add(Math.min(from[0], to[0]), Math.min(from[1], to[1]), Math.max(from[0], to[0]), Math.max(from[1], to[1]));
  index.finish();
  return places.map((place) => nearestTo(place, segments, index));
}

function nearestTo(place: Point, segments: readonly Segment[], index: Flatbush): Tie {
  // a box is never farther than what is in it
  const [first] = index.neighbors(place[0], place[1], 1);
  const reach = distanceTo(place, segments[first!]!) * (1 + 1e-12);
  const [x, y] = place;
  const near = index.search(x - reach, y - reach, x + reach, y + reach).toSorted((a, b) => a - b);
  let [best, least] = [first!, Infinity];
  for (const at of near) {
    const size = distanceTo(place, segments[at]!);
    if (size < least) [best, least] = [at, size];
  }
  const segment = segments[best]!;
  return { segment, point: nearestOn(place, segment) };
}

function distanceTo(place: Point, segment: Segment): number {
  const [x, y] = nearestOn(place, segment);
  return Math.hypot(x - place[0], y - place[1]);
}

function nearestOn([x, y]: Point, { from, to }: Segment): Point {
  const [dx, dy] = [to[0] - from[0], to[1] - from[1]];
  const share = ((x - from[0]) * dx + (y - from[1]) * dy) / (dx * dx + dy * dy);
  if (!(share > 0)) return from;
  return share >= 1 ? to : [from[0] + share * dx, from[1] + share * dy];
}
