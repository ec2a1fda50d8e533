/** What is said of an element: OpenStreetMap's keys and values. */
export type Tags = ReadonlyMap<string, string>;

export interface Member {
  readonly type: string;
  readonly ref: string;
  readonly role: string;
}

export interface OsmWay {
  readonly id: string;
  readonly nodes: readonly string[];
  readonly tags: Tags;
}

export interface Relation {
  readonly id: string;
  readonly members: readonly Member[];
  readonly tags: Tags;
}

/** Longitude, latitude. */
export type OsmPlace = readonly [x: number, y: number];

/** A node, or its place, that a way runs through. */
export interface Vertex {
  readonly node: string;
  readonly place: OsmPlace;
}

/** What says nothing of the thing itself: GDAL's list. */
const SAYS_NOTHING = new Set(["created_by", "converted_by", "source", "time", "ele", "attribution"]);

export function isTagged(tags: Tags): boolean {
  return [...tags.keys()].some((key) => !SAYS_NOTHING.has(key));
}

/** Closed ways with one of these are areas, unless they say that they are none: GDAL's list. */
const AREAS = new Set(
  (
    "aeroway amenity boundary building building:part craft geological historic landuse leisure military natural office place shop " +
    "sport tourism highway=platform public_transport=platform"
  ).split(" "),
);

export function isArea({ nodes, tags }: OsmWay): boolean {
  const isClosed = nodes.length > 3 && nodes[0] === nodes.at(-1);
  const stated = tags.get("area");
  if (!isClosed || stated === "no") return false;
  return stated === "yes" || [...tags].some(([key, value]) => AREAS.has(key) || AREAS.has(`${key}=${value}`));
}
