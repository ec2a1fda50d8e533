import { SpatialError } from "../errors.ts";
import { maskedPath } from "../formats/sources/masked-address.ts";
import { isAddress } from "../formats/sources/paths.ts";
import { number } from "../schema/types/number.ts";
import { script } from "../schema/types/script.ts";
import { text } from "../schema/types/text.ts";
import { loaded, loadJob } from "./load.ts";
import type { PlannedOperation } from "./operation.ts";
import { runOptions } from "./run-options.ts";

/** Longer addresses are refused by many servers. */
const LONGEST = 8000;

const parameters = {
  query: script({
    doc: "The query, in Overpass QL; what it puts out must have places, as by out; >; out; or out geom;.",
    sample: "node[amenity=bench](52.5,13.3,52.6,13.4); out;",
  }),
  server: text({
    isAddress: true,
    doc: "Address of the Overpass server that is asked, such as https://…/api/interpreter. There is no default.",
  }),
  layer: text({
    optional: true,
    values: ["points", "lines", "multilinestrings", "multipolygons"],
    doc: "Which layer of the answer, where it has several.",
  }),
  timeout: number({ default: 180, doc: "Seconds without a byte after which the server is given up." }),
};

/** A query that a server of OpenStreetMap's data answers. */
export const overpass: PlannedOperation<typeof parameters> = {
  name: "overpass",
  id: "mapcell:overpass",
  title: "Query OpenStreetMap",
  group: "Layers",
  doc: "Asks an Overpass server for OpenStreetMap's data and makes a layer of them. The server must be named: none is asked without that.",
  tags: ["openstreetmap", "osm", "overpass", "download"],
  example:
    '%overpass "node[amenity=bench](52.5,13.3,52.6,13.4); out;" --server https://overpass.example/api/interpreter --as benches',
  cellExample:
    "%%overpass --server https://overpass.example/api/interpreter --layer lines --as streets\nway[highway](52.51,13.37,52.52,13.39);\nout; >; out;",
  parameters,
  results: "layer",
  apart: ["server", "timeout"],
  runOptions: runOptions("as"),
  plan({ values: { query, server, layer, timeout }, baseDir }) {
    const path = addressOf(server, query);
    return {
      description: "overpass",
      origin: { source: maskedPath(path) },
      job: loadJob(path, { baseDir, timeout, own: {}, ...(layer !== undefined && { layer }) }),
      made: loaded,
    };
  },
};

function addressOf(server: string, query: string): string {
  if (!isAddress(server) || !URL.canParse(server))
    throw new SpatialError(
      "BAD_ARGUMENT",
      `--server is "${server}"; expected the address of an Overpass server, such as https://…/api/interpreter.`,
    );
  if (/\[\s*out\s*:(?!\s*xml\b)/.test(query))
    throw new SpatialError("BAD_ARGUMENT", "The query asks for another form than XML; leave [out:…] out.");
  const url = new URL(server);
  url.searchParams.set("data", query.trim());
  if (url.href.length > LONGEST)
    throw new SpatialError(
      "BAD_ARGUMENT",
      `The query has ${query.length} characters, more than fit into an address; ask for less at once.`,
    );
  return url.href;
}
