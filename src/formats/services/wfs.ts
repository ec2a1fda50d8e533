import { type CrsId, findCrsId, parseCrsId } from "../../crs/crs-id.ts";
import { SpatialError } from "../../errors.ts";
import { silent } from "../../feedback.ts";
import { maskedAddress } from "../sources/masked-address.ts";
import { type MemoryFile, memorySource } from "../sources/memory-source.ts";
import { localName, readXml, type XmlHandler } from "../xml/xml-stream.ts";
import { FeaturePages, featuresIn } from "./feature-pages.ts";
import { asCount, asJson, type Asked, chosen, isEnough, pageSize, tellPages } from "./service.ts";

const LON_LAT = parseCrsId("EPSG:4326");
/** By which the formats of GeoJSON are known: GeoServer's, MapServer's, QGIS Server's, deegree's. */
const GEOJSON = /^(?:application\/(?:vnd\.)?geo\+?json\b|application\/json|geojson|json)/i;

/**
 * WFS 2: an address with service=WFS. Its types are listed where none is named. It must answer in GeoJSON, as GeoServer,
 * MapServer and QGIS Server do; coordinates are asked for by "EPSG:code", and then come as x and y. Throws as
 * `ogcFeatures` does.
 */
export async function wfsFeatures(asked: Asked): Promise<MemoryFile> {
  const base = baseOf(asked.url);
  const about = await capabilitiesOf(base, asked);
  const named = parameterOf(asked.url, "typenames") ?? parameterOf(asked.url, "typename");
  const type = chosen(about.types, { ...asked, layer: asked.layer ?? named }, "types of features");
  const format = about.formats.find((each) => GEOJSON.test(each));
  if (format === undefined)
    throw new SpatialError(
      "LAYER_UNREADABLE",
      `${asked.url.host} gives features as ${about.formats.join(", ")}; mapcell reads GeoJSON of a WFS. Convert one with ` +
        "ogr2ogr, and load that.",
    );
  const crs = asked.crs ?? type.crs ?? LON_LAT;
  const pages = new FeaturePages(crs, asked.layer);
  for (let isMore = true; isMore && !isEnough(asked, pages.count);) {
    const size = pageSize(asked, pages.count, about.most);
    const url = withParameters(base, {
      request: "GetFeature",
      typeNames: type.name,
      outputFormat: format,
      srsName: crs,
      count: size,
      startIndex: pages.count,
      ...(asked.bounds && { bbox: [...asked.bounds, crs].join(",") }),
    });
    const { text } = await asked.client.json(url);
    const page = featuresIn(text, maskedAddress(url));
    pages.add(page);
    const said = asJson(JSON.parse(text.replace(page.features, () => "")));
    const total = asCount(said["numberMatched"]) ?? asCount(said["totalFeatures"]);
    tellPages(asked, pages.count, total);
    isMore = page.count > 0 && (total === undefined ? page.count === size : pages.count < total);
  }
  return pages.finish(maskedAddress(base));
}

/** Without what each request says anew, in any case. */
function baseOf(url: URL): URL {
  const base = new URL(url);
  const own = /^(?:request|typenames?|outputformat|srsname|count|maxfeatures|startindex|bbox|service|version)$/i;
  for (const name of Array.from(base.searchParams.keys())) if (own.test(name)) base.searchParams.delete(name);
  return base;
}

function parameterOf(url: URL, wanted: string): string | undefined {
  for (const [name, value] of url.searchParams) if (name.toLowerCase() === wanted) return value;
  return undefined;
}

function withParameters(base: URL, parameters: Readonly<Record<string, string | number>>): URL {
  const url = new URL(base);
  const all = { service: "WFS", version: "2.0.0", ...parameters };
  for (const [name, value] of Object.entries(all)) url.searchParams.set(name, value);
  return url;
}

interface FeatureType {
  readonly name: string;
  readonly title: string | undefined;
  readonly crs: CrsId | undefined;
}

interface Capabilities {
  readonly types: readonly FeatureType[];
  readonly formats: readonly string[];
  /** Features in one answer; undefined where the server does not say. */
  readonly most: number | undefined;
}

async function capabilitiesOf(base: URL, { client }: Asked): Promise<Capabilities> {
  const url = withParameters(base, { request: "GetCapabilities" });
  const bytes = Buffer.from(await client.text(url, "application/xml, text/xml"));
  const name = maskedAddress(url);
  const reader = new CapabilitiesReader();
  const source = memorySource({ name, extension: ".xml", size: bytes.length, pieces: [{ from: 0, bytes }] });
  await readXml(source, { query: {}, feedback: silent, handler: reader });
  if (reader.types.length === 0)
    throw new SpatialError("LAYER_UNREADABLE", `${name} lists no types of features${reader.problem}.`);
  return reader;
}

class CapabilitiesReader implements XmlHandler {
  readonly types: FeatureType[] = [];
  readonly formats: string[] = [];
  most: number | undefined;
  problem = "";
  #operation = "";
  #parameter = "";
  readonly #path: string[] = [];
  #type: Record<string, string> = {};

  open(tag: string, attributes: Readonly<Record<string, string>>): void {
    const name = localName(tag);
    this.#path.push(name);
    if (name === "Operation") this.#operation = attributes["name"] ?? "";
    if (name === "Parameter" || name === "Constraint") this.#parameter = attributes["name"] ?? "";
    if (name === "FeatureType") this.#type = {};
  }

  close(tag: string, text: string): void {
    this.#path.pop();
    const name = localName(tag);
    const parent = this.#path.at(-1);
    if (name === "FeatureType") this.#addType();
    else if (parent === "FeatureType") this.#type[name] ??= text;
    if (name === "ExceptionText") this.problem = `: ${text}`;
    if (name === "Value" && this.#operation === "GetFeature" && this.#parameter === "outputFormat")
      this.formats.push(text);
    if ((name === "DefaultValue" || name === "Value") && this.#parameter === "CountDefault" && Number(text) > 0)
      this.most = Number(text);
    if (name === "Operation") this.#operation = "";
  }

  #addType(): void {
    const { Name: name = "", Title: title, DefaultCRS: crs = "", DefaultSRS: older = crs } = this.#type;
    if (name !== "") this.types.push({ name, title, crs: findCrsId(older) });
  }
}
