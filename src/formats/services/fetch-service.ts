import { readCrs } from "../../crs/read-crs.ts";
import type { Feedback } from "../../feedback.ts";
import { parsePart } from "../query.ts";
import type { LoadOptions } from "../open.ts";
import type { MemoryFile } from "../sources/memory-source.ts";
import { arcgisFeatures } from "./arcgis.ts";
import { ogcFeatures } from "./ogc-features.ts";
import type { Service } from "./service.ts";
import { ServiceClient } from "./service-client.ts";
import { wfsFeatures } from "./wfs.ts";

/** More is no landing page. */
const MOST_LANDING = 1 << 20;

/** The kind of service that an address is of, by what it looks like; undefined where it is that of a file. */
export function serviceOf(url: URL): Service | undefined {
  for (const [name, value] of url.searchParams)
    if (name.toLowerCase() === "service" && value.toLowerCase() === "wfs") return wfsFeatures;
  if (/\/(?:Feature|Map)Server(?:\/\d+)?\/?$/i.test(url.pathname)) return arcgisFeatures;
  return /\/collections(?:\/[^/]+(?:\/items)?)?\/?$/.test(url.pathname) ? ogcFeatures : undefined;
}

/** OGC API's for what is no features, but links to them. */
export function serviceOfAnswer({ size, pieces }: MemoryFile): Service | undefined {
  if (size > MOST_LANDING) return undefined;
  const text = Buffer.concat(pieces.map(({ bytes }) => bytes)).toString("utf8");
  if (!text.trimStart().startsWith("{") || !text.includes('"links"')) return undefined;
  try {
    const { type, features, links } = JSON.parse(text) as Readonly<Record<string, unknown>>;
    const isPage = Array.isArray(links) && type === undefined && features === undefined;
    return isPage && links.some(({ rel }) => rel === "data" || rel === "conformance" || rel === "items")
      ? ogcFeatures
      : undefined;
  } catch {
    return undefined; // its reader says what is wrong with it
  }
}

/** The features of a service as one file of GeoJSON. Throws BAD_ARGUMENT, UNKNOWN_CRS, LAYER_UNREADABLE, TASK_CANCELED. */
export async function fetchService(
  service: Service,
  url: URL,
  options: LoadOptions & { readonly maxBytes?: number },
  feedback: Feedback,
): Promise<MemoryFile> {
  const { crs, layer, where } = options;
  const { bounds, limit } = parsePart(options);
  const client = new ServiceClient(options, feedback);
  // a condition is applied here, so a limit must not be there
  const most = where === undefined ? limit : undefined;
  const asked = {
    url,
    client,
    feedback,
    layer,
    bounds,
    limit: most,
    crs: crs === undefined ? undefined : readCrs(crs),
  };
  const file = await service(asked);
  feedback.log("info", `${url.host} gave ${(file.size / 1e6).toFixed(1)} MB in ${client.requests} requests.`);
  return file;
}
