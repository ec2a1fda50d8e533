import { parseCrsId } from "../../crs/crs-id.ts";
import { SpatialError } from "../../errors.ts";
import { maskedAddress } from "../sources/masked-address.ts";
import type { MemoryFile } from "../sources/memory-source.ts";
import { FeaturePages, featuresIn, type Page } from "./feature-pages.ts";
import { asCount, asJson, asList, type Asked, asText, chosen, isEnough, pageSize, tellPages } from "./service.ts";

const LON_LAT = parseCrsId("EPSG:4326");

/** A layer of an ArcGIS FeatureServer or MapServer, or the server, whose layers are listed. Throws as `ogcFeatures` does. */
export async function arcgisFeatures(asked: Asked): Promise<MemoryFile> {
  const layer = await layerOf(asked);
  const about = asJson((await asked.client.json(withParameters(layer, { f: "json" }))).value);
  refuseProblem(about, layer);
  const formats = asText(about["supportedQueryFormats"]);
  if (formats !== undefined && !/geojson/i.test(formats))
    throw new SpatialError(
      "LAYER_UNREADABLE",
      `${maskedAddress(layer)} does not answer with GeoJSON, only with ${formats}.`,
    );
  const most = asCount(about["maxRecordCount"]) ?? 1000;
  const dates = dateFields(about);
  const pages = new FeaturePages(asked.crs ?? LON_LAT, asked.layer);
  const query = new URL(`${layer.href.replace(/\/?(?:\?.*)?$/, "")}/query${layer.search}`);
  const key = asText(about["objectIdField"]);
  for (let isMore = true; isMore && !isEnough(asked, pages.count);) {
    const size = pageSize(asked, pages.count, Math.max(1, most));
    const url = withParameters(query, {
      ...parametersOf(asked),
      ...(key === undefined ? {} : { orderByFields: key }),
      resultOffset: pages.count,
      resultRecordCount: size,
    });
    const { text, value } = await asked.client.json(url);
    refuseProblem(asJson(value), url);
    const page = featuresIn(text, maskedAddress(url));
    pages.add(dates.size === 0 ? page : withDates(page, dates));
    tellPages(asked, pages.count, undefined);
    const said = asJson(value);
    const exceeded = said["exceededTransferLimit"] ?? asJson(said["properties"])["exceededTransferLimit"];
    isMore = page.count > 0 && (exceeded === true || (exceeded === undefined && page.count === size));
  }
  return pages.finish(maskedAddress(layer));
}

async function layerOf(asked: Asked): Promise<URL> {
  const { url, client } = asked;
  if (/Server\/\d+\/?$/i.test(url.pathname)) return url;
  const about = asJson((await client.json(withParameters(url, { f: "json" }))).value);
  refuseProblem(about, url);
  const choices = [...asList(about["layers"]), ...asList(about["tables"])]
    .map(asJson)
    .map(({ id, name }) => ({ name: String(name), id: String(id) }));
  const { id } = chosen(choices, asked, "layers");
  const layer = new URL(url);
  layer.pathname = `${url.pathname.replace(/\/$/, "")}/${id}`;
  return layer;
}

function withParameters(url: URL, parameters: Readonly<Record<string, unknown>>): URL {
  const other = new URL(url);
  for (const [name, value] of Object.entries(parameters)) other.searchParams.set(name, String(value));
  return other;
}

function parametersOf({ url, bounds, crs = LON_LAT }: Asked): Readonly<Record<string, unknown>> {
  const wkid = crs.split(":")[1];
  const where = url.searchParams.get("where") ?? "1=1";
  const own = { f: "geojson", where, outFields: url.searchParams.get("outFields") ?? "*", outSR: wkid };
  if (bounds === undefined) return own;
  return {
    ...own,
    geometry: bounds.join(","),
    geometryType: "esriGeometryEnvelope",
    inSR: wkid,
    spatialRel: "esriSpatialRelIntersects",
  };
}

/** It answers "200 OK" when it refuses. */
function refuseProblem(about: Readonly<Record<string, unknown>>, url: URL): void {
  if (about["error"] === undefined) return;
  const { code, message, details } = asJson(about["error"]);
  const more = asList(details).map(String).join(" ");
  throw new SpatialError(
    "LAYER_UNREADABLE",
    `${maskedAddress(url)} answered with error ${String(code)}: ${String(message)} ${more}`.trim(),
  );
}

function dateFields(about: Readonly<Record<string, unknown>>): ReadonlySet<string> {
  const fields = asList(about["fields"]).map(asJson);
  return new Set(fields.filter(({ type }) => type === "esriFieldTypeDate").map(({ name }) => String(name)));
}

/** Moments come as milliseconds since 1970. */
function withDates({ features, count }: Page, dates: ReadonlySet<string>): Page {
  const dated = (JSON.parse(`[${features}]`) as unknown[]).map((feature) => {
    const { properties, ...others } = asJson(feature);
    const values = Object.entries(asJson(properties)).map(([name, value]) => [
      name,
      dates.has(name) && typeof value === "number" ? new Date(value).toISOString() : value,
    ]);
    return JSON.stringify({ ...others, properties: Object.fromEntries(values) as object });
  });
  return { features: dated.join(","), count };
}
