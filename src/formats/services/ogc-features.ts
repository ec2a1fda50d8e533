import { type CrsId, findCrsId, parseCrsId } from "../../crs/crs-id.ts";
import { projJsonOf } from "../../crs/definition.ts";
import { isCustom } from "../../crs/custom-crs.ts";
import { SpatialError } from "../../errors.ts";
import { maskedAddress } from "../sources/masked-address.ts";
import type { MemoryFile } from "../sources/memory-source.ts";
import { FeaturePages, featuresIn, type Page } from "./feature-pages.ts";
import { asCount, asJson, asList, type Asked, asText, chosen, isEnough, pageSize, tellPages } from "./service.ts";

const LON_LAT = parseCrsId("EPSG:4326");

/**
 * OGC API - Features: a landing page, its list of collections, a collection or its items. Coordinates are longitude and
 * latitude, or in the CRS that is asked for where the collection has it. Throws BAD_ARGUMENT, UNKNOWN_CRS,
 * LAYER_UNREADABLE.
 */
export async function ogcFeatures(asked: Asked): Promise<MemoryFile> {
  const { url, client } = asked;
  const [, before = url.pathname, id, items] =
    /^(.*\/collections)(?:\/([^/]+)(\/items)?)?\/?$/.exec(url.pathname) ?? [];
  const collection =
    id === undefined ? await pick(asked) : await aboutOf(withPath(url, `${before}/${id}`), asked, items !== undefined);
  const itemsUrl = items === undefined ? await itemsOf(collection) : url;
  const crs = asked.crs ?? LON_LAT;
  const first = firstPage(itemsUrl, asked, crsAddress(crs, collection, asked));
  const pages = new FeaturePages(crs, asked.layer);
  const isTurned = asked.crs !== undefined && isNorthFirst(asked.crs);
  const seen = new Set<string>();
  for (
    let next: URL | undefined = first;
    next !== undefined && !seen.has(next.href) && !isEnough(asked, pages.count);
  ) {
    seen.add(next.href);
    const { text } = await client.json(next);
    const page = featuresIn(text, maskedAddress(next));
    pages.add(isTurned ? turned(page) : page);
    const about = asJson(JSON.parse(text.replace(page.features, () => "")));
    tellPages(asked, pages.count, asCount(about["numberMatched"]));
    next = page.count === 0 ? undefined : linkOf(about, ["next"], next);
  }
  return pages.finish(maskedAddress(itemsUrl));
}

interface Collection {
  readonly name: string;
  readonly title?: string | undefined;
  readonly about: Readonly<Record<string, unknown>>;
  /** Where it was told of. */
  readonly from: URL;
}

async function pick(asked: Asked): Promise<Collection> {
  const { url, client } = asked;
  const isList = /\/collections\/?$/.test(url.pathname);
  const landing = isList ? undefined : asJson((await client.json(url, "application/json")).value);
  const list =
    landing === undefined
      ? url
      : (linkOf(landing, ["data", "http://www.opengis.net/def/rel/ogc/1.0/data"], url) ??
        withPath(url, `${url.pathname.replace(/\/$/, "")}/collections`));
  const { value } = await client.json(list, "application/json");
  const collections = asList(asJson(value)["collections"]).map(asJson);
  if (collections.length === 0)
    throw new SpatialError("LAYER_UNREADABLE", `${maskedAddress(list)} lists no collections of features.`);
  const choices = collections.map((about) => ({
    name: String(about["id"]),
    title: asText(about["title"]),
    about,
    from: list,
  }));
  return chosen(choices, asked, "collections");
}

/** @param isOptional whether the items' own address is known, so that a server that says nothing of them will do */
async function aboutOf(url: URL, { client }: Asked, isOptional: boolean): Promise<Collection> {
  try {
    return { name: url.pathname, about: asJson((await client.json(url, "application/json")).value), from: url };
  } catch (error) {
    if (isOptional && error instanceof SpatialError && error.code !== "TASK_CANCELED")
      return { name: url.pathname, about: {}, from: url };
    throw error;
  }
}

async function itemsOf({ about, from, name }: Collection): Promise<URL> {
  const stated = linkOf(about, ["items"], from);
  if (stated !== undefined) return stated;
  const path = from.pathname.replace(/\/$/, "");
  return withPath(from, path.endsWith("/collections") ? `${path}/${encodeURIComponent(name)}/items` : `${path}/items`);
}

function withPath(url: URL, path: string): URL {
  const other = new URL(url);
  other.pathname = path;
  return other;
}

/** Of several links, the one in JSON. */
function linkOf(about: Readonly<Record<string, unknown>>, rels: readonly string[], from: URL): URL | undefined {
  const links = asList(about["links"]).map(asJson);
  const fitting = links.filter(({ rel, href }) => rels.includes(String(rel)) && typeof href === "string");
  const best =
    fitting.find(({ type }) => /json/.test(String(type))) ??
    fitting.find(({ type }) => type === undefined) ??
    fitting[0];
  if (best === undefined || !URL.canParse(String(best["href"]), from.href)) return undefined;
  const url = new URL(String(best["href"]), from);
  if (url.origin === from.origin) Object.assign(url, { username: from.username, password: from.password });
  return url;
}

/** The address of the CRS to ask for; undefined for longitudes and latitudes, which come without asking. */
function crsAddress(crs: CrsId, { about }: Collection, { crs: given, url }: Asked): string | undefined {
  if (given === undefined || crs === LON_LAT) return undefined;
  const known = asList(about["crs"]).flatMap((each) => (typeof each === "string" ? [each] : []));
  const stated = known.find((each) => findCrsId(each) === crs);
  if (stated !== undefined) return stated;
  const listed = known.flatMap((each) => findCrsId(each) ?? []);
  if (known.length > 0 && !known.includes("#/crs"))
    throw new SpatialError(
      "UNKNOWN_CRS",
      `${url.host} does not give this collection in ${crs}; it has ${[...new Set(listed)].join(", ")}. Load it in one of ` +
        "these, and reproject it.",
    );
  const [authority = "", code = ""] = crs.split(":");
  return `http://www.opengis.net/def/crs/${authority}/0/${code}`;
}

function firstPage(items: URL, asked: Asked, crs: string | undefined): URL {
  const url = new URL(items);
  const { searchParams } = url;
  if (!searchParams.has("limit")) searchParams.set("limit", String(pageSize(asked, 0)));
  if (crs !== undefined) searchParams.set("crs", crs);
  if (asked.bounds === undefined) return url;
  const [minX, minY, maxX, maxY] = asked.bounds;
  const isTurned = asked.crs !== undefined && crs !== undefined && isNorthFirst(asked.crs);
  searchParams.set("bbox", (isTurned ? [minY, minX, maxY, maxX] : [minX, minY, maxX, maxY]).join(","));
  if (crs !== undefined) searchParams.set("bbox-crs", crs);
  return url;
}

/** Whether the CRS's own definition has northings or latitudes first, which is how a server gives them. */
function isNorthFirst(crs: CrsId): boolean {
  if (crs === LON_LAT || isCustom(crs)) return false;
  const [first] = asList(asJson(projJsonOf(crs)["coordinate_system"])["axis"]).map(asJson);
  return first?.["direction"] === "north";
}

function turned({ features, count }: Page): Page {
  const turnedFeatures = (JSON.parse(`[${features}]`) as unknown[]).map((feature) => {
    const { geometry, ...others } = asJson(feature);
    return JSON.stringify({ ...others, geometry: turnedGeometry(geometry) });
  });
  return { features: turnedFeatures.join(","), count };
}

function turnedGeometry(geometry: unknown): unknown {
  const { coordinates, geometries, ...others } = asJson(geometry);
  if (Array.isArray(geometries)) return { ...others, geometries: geometries.map(turnedGeometry) };
  return geometry === null ? null : { ...others, coordinates: turnedPlaces(coordinates) };
}

function turnedPlaces(places: unknown): unknown {
  if (!Array.isArray(places)) return places;
  const [x, y, ...rest] = places as unknown[];
  return typeof x === "number" ? [y, x, ...rest] : places.map(turnedPlaces);
}
