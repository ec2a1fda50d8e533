import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A server of features on loopback, which answers as the examples of OGC API - Features, WFS 2 and ArcGIS do. */
export class FeatureServer {
  readonly asked: URL[] = [];
  /** Answers 503 so many times more. */
  busy = 0;
  /** Called before each answer. */
  onAsked: (url: URL) => void = () => undefined;
  readonly #server: Server;
  #base = "";

  constructor() {
    this.#server = createServer((request, response) => this.#answer(request, response));
  }

  get base(): string {
    return this.#base;
  }

  async open(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    this.#base = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  reset(): void {
    this.asked.length = 0;
    this.onAsked = () => undefined;
  }

  #answer({ url: path = "" }: IncomingMessage, response: ServerResponse): void {
    const url = new URL(path, this.#base);
    this.asked.push(url);
    this.onAsked(url);
    if (this.busy > 0) {
      this.busy--;
      response.writeHead(503, { "retry-after": "0.02" }).end("<p>Too many requests</p>");
      return;
    }
    const found = this.#find(url);
    if (found === undefined) response.writeHead(404, { "content-type": "application/json" }).end('{"code":"NotFound","description":"No such thing here"}'); // prettier-ignore
    else response.writeHead(200, { "content-type": typeof found === "string" ? "application/xml" : "application/geo+json" }).end(typeof found === "string" ? found : JSON.stringify(found)); // prettier-ignore
  }

  #find(url: URL): unknown {
    const link = (rel: string, path: string): object => ({
      rel,
      type: "application/json",
      href: `${this.#base}${path}`,
    });
    switch (url.pathname) {
      case "/api":
      case "/api/":
        return { title: "Buildings in Bonn", links: [link("self", "/api/"), link("conformance", "/api/conformance"), link("data", "/api/collections")] }; // prettier-ignore
      case "/api/collections":
        return { links: [], collections: [this.#collection("buildings"), this.#collection("roads")] };
      case "/api/collections/buildings":
        return this.#collection("buildings");
      case "/api/collections/buildings/items":
        return this.#items(url);
      case "/interpreter":
        return OVERPASS;
      case "/wfs":
        return url.searchParams.get("request") === "GetCapabilities" ? CAPABILITIES : this.#wfsPage(url);
      case "/arcgis/rest/services/Town/FeatureServer":
        return { layers: [{ id: 0, name: "Trees" }, { id: 3, name: "Parks" }] }; // prettier-ignore
      case "/arcgis/rest/services/Town/FeatureServer/0":
        return { name: "Trees", maxRecordCount: 4, objectIdField: "OBJECTID", supportedQueryFormats: "JSON, geoJSON, PBF", fields: [{ name: "planted", type: "esriFieldTypeDate" }] }; // prettier-ignore
      case "/arcgis/rest/services/Town/FeatureServer/0/query":
        return this.#arcgisPage(url);
      case "/arcgis/rest/services/Old/FeatureServer/0":
        return { error: { code: 499, message: "Token Required", details: [] } };
      default:
        return undefined;
    }
  }

  #collection(id: string): object {
    return {
      id,
      title: `All ${id}`,
      links: [{ rel: "items", type: "application/geo+json", href: `/api/collections/${id}/items` }],
      crs: ["http://www.opengis.net/def/crs/OGC/1.3/CRS84", "http://www.opengis.net/def/crs/EPSG/0/4258", "http://www.opengis.net/def/crs/EPSG/0/25832"], // prettier-ignore
    };
  }

  /** Ten points on a diagonal, by their bbox, in pages. */
  #items(url: URL): object {
    const { searchParams } = url;
    const crs = searchParams.get("crs") ?? "";
    const place = (i: number): number[] => {
      if (crs.endsWith("/25832")) return [500_000 + i, 5_500_000 + i];
      return crs.endsWith("/4258") ? [50 + i, 7 + i] : [7 + i, 50 + i];
    };
    const box = searchParams.get("bbox")?.split(",").map(Number);
    const all = NUMBERS.filter((i) => {
      const [x = 0, y = 0] = place(i);
      return box === undefined || (x >= box[0]! && y >= box[1]! && x <= box[2]! && y <= box[3]!);
    });
    const [limit, offset] = [
      Math.min(4, Number(searchParams.get("limit") ?? 4)),
      Number(searchParams.get("offset") ?? 0),
    ];
    const next = new URL(url);
    next.searchParams.set("offset", String(offset + limit));
    const isLast = offset + limit >= all.length;
    return {
      type: "FeatureCollection",
      links: isLast ? [] : [{ rel: "next", type: "application/geo+json", href: `${next.pathname}${next.search}` }],
      numberMatched: all.length,
      features: all.slice(offset, offset + limit).map((i) => feature(i, place(i), { n: i, features: [1, "]"] })),
    };
  }

  #wfsPage({ searchParams }: URL): object {
    const [count, start] = [Number(searchParams.get("count")), Number(searchParams.get("startIndex"))];
    const features = NUMBERS.slice(start, start + count).map((i) => feature(i, [400_000 + i, 5_700_000 + i], { n: i }));
    return {
      type: "FeatureCollection",
      features,
      totalFeatures: 10,
      numberMatched: 10,
      numberReturned: features.length,
    };
  }

  #arcgisPage({ searchParams }: URL): object {
    const [count, start] = [Number(searchParams.get("resultRecordCount")), Number(searchParams.get("resultOffset"))];
    const features = NUMBERS.slice(start, start + count).map((i) => feature(i, [7 + i, 50 + i], { OBJECTID: i, planted: i === 0 ? null : 86_400_000 * i })); // prettier-ignore
    return { type: "FeatureCollection", features, ...(start + count < 10 && { properties: { exceededTransferLimit: true } }) }; // prettier-ignore
  }
}

const NUMBERS = Array.from({ length: 10 }, (_, i) => i);

function feature(id: number, coordinates: number[], properties: object): object {
  return { type: "Feature", id, geometry: { type: "Point", coordinates }, properties };
}

/** As a server of OpenStreetMap's data answers. */
const OVERPASS = `<?xml version="1.0" encoding="UTF-8"?>
<osm version="0.6" generator="Overpass API">
<note>The data included in this document is from www.openstreetmap.org.</note>
<meta osm_base="2026-11-30T00:00:00Z"/>
<node id="5" lat="52.519" lon="13.375"><tag k="amenity" v="bench"/></node>
</osm>`;

/** As in the standard's examples, shortened. */
const CAPABILITIES = `<?xml version="1.0"?>
<wfs:WFS_Capabilities version="2.0.0" xmlns:wfs="http://www.opengis.net/wfs/2.0" xmlns:ows="http://www.opengis.net/ows/1.1">
 <ows:OperationsMetadata>
  <ows:Operation name="DescribeFeatureType"><ows:Parameter name="outputFormat"><ows:AllowedValues><ows:Value>text/xml</ows:Value></ows:AllowedValues></ows:Parameter></ows:Operation>
  <ows:Operation name="GetFeature"><ows:Parameter name="outputFormat"><ows:AllowedValues><ows:Value>application/gml+xml; version=3.2</ows:Value><ows:Value>application/json</ows:Value></ows:AllowedValues></ows:Parameter></ows:Operation>
  <ows:Constraint name="CountDefault"><ows:NoValues/><ows:DefaultValue>3</ows:DefaultValue></ows:Constraint>
 </ows:OperationsMetadata>
 <wfs:FeatureTypeList>
  <wfs:FeatureType><wfs:Name>bonn:roads</wfs:Name><wfs:Title>Roads</wfs:Title><wfs:DefaultCRS>urn:ogc:def:crs:EPSG::25832</wfs:DefaultCRS><ows:WGS84BoundingBox><ows:LowerCorner>6 50</ows:LowerCorner></ows:WGS84BoundingBox></wfs:FeatureType>
  <wfs:FeatureType><wfs:Name>bonn:trees</wfs:Name><wfs:Title>Trees</wfs:Title><wfs:DefaultCRS>urn:ogc:def:crs:EPSG::4326</wfs:DefaultCRS></wfs:FeatureType>
 </wfs:FeatureTypeList>
</wfs:WFS_Capabilities>`;
