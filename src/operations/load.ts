import { ENCODINGS } from "../formats/encodings.ts";
import type { Loaded } from "../formats/open.ts";
import { endingsTo } from "../formats/registry.ts";
import { isDatabaseAddress } from "../formats/postgis/connection-text.ts";
import { maskedPath } from "../formats/sources/masked-address.ts";
import { isAddress } from "../formats/sources/paths.ts";
import { bounds } from "../schema/types/bounds.ts";
import { crs } from "../schema/types/crs.ts";
import { expression } from "../schema/types/expression.ts";
import { fields } from "../schema/types/fields.ts";
import { file } from "../schema/types/file.ts";
import { integer } from "../schema/types/integer.ts";
import { number } from "../schema/types/number.ts";
import { text } from "../schema/types/text.ts";
import type { Job, Unit } from "../tasks/job.ts";
import { limitBytes } from "../tasks/process-memory.ts";
import { formatParameters, formatValues } from "./format-parameters.ts";
import { databasePlan } from "./load-database.ts";
import type { PlannedOperation } from "./operation.ts";
import { runOptions } from "./run-options.ts";

export const LOAD_PARAMETERS = {
  name: text({ word: true, doc: "Name of the layer: layers.NAME, and a variable NAME with its task." }),
  path: file({
    word: true,
    doc: "File, http(s) URL, or postgis://…?table=NAME; a file's ending tells the format.",
    endings: endingsTo("read"),
  }),
  crs: crs({ optional: true, doc: "Overrides the CRS that the file states." }),
  layer: text({ optional: true, doc: "Which layer of a file that holds several." }),
  encoding: text({
    optional: true,
    values: ENCODINGS,
    doc: "How a file's text is encoded, such as latin1; UTF-8 if nothing is said.",
  }),
  timeout: number({ default: 60, doc: "Seconds without a byte after which a download is given up." }),
  bounds: bounds({
    optional: true,
    also: ["bbox"],
    doc: "Only features whose own bounds meet these, in units of the file's coordinates.",
  }),
  fields: fields({ also: ["columns"], doc: "Only these fields." }),
  limit: integer({ optional: true, min: 0, doc: "No more features than this, the first ones." }),
  where: expression({
    optional: true,
    doc: 'Only features of which this is true, an expression such as "population" > 1000.',
  }),
};

export const load: PlannedOperation<typeof LOAD_PARAMETERS> = {
  name: "load",
  id: "mapcell:load",
  title: "Load layer",
  group: "Layers",
  doc: "Reads a layer from a file or URL. The path is relative to the notebook.",
  tags: ["open", "read", "import", "download"],
  example: "%load countries data/countries.geojson",
  parameters: { ...LOAD_PARAMETERS, ...formatParameters("read") },
  results: "layer",
  names: "name",
  apart: ["name", "path", "timeout"],
  runOptions: runOptions(),
  plan(call) {
    const { name, path, fields: only, ...others } = call.values;
    if (isDatabaseAddress(path)) return databasePlan(call);
    const own = formatValues("read", call);
    const said = Object.entries({ ...others, fields: only.length === 0 ? undefined : only });
    const options = said.filter(([key, value]) => value !== undefined && Object.hasOwn(LOAD_PARAMETERS, key));
    const job = loadJob(path, { ...Object.fromEntries<unknown>(options), own, baseDir: call.baseDir });
    return {
      description: `load ${name}`,
      job,
      origin: { source: maskedPath(path) },
      made: loaded,
      ...(!isAddress(path) && { reads: path }),
    };
  },
};

/** What a load unit answers. */
export function loaded(answer: unknown): Loaded {
  return answer as Loaded;
}

/** Fetching and reading: 30 MB/s of a good connection against 90 MB/s of GeoJSON. */
const WEIGHTS = [3, 1];
/** Of the memory there is, for one download: what is made of it needs some, too. */
const DOWNLOAD_SHARE = 0.4;

/** An address is fetched where waiting costs nothing; a lane that computes gets what came. */
export function loadJob(path: string, options: object): Job {
  const read = (more: object = {}): Unit => ({ kind: "load", payload: { path, options: { ...options, ...more } } });
  if (!isAddress(path)) return { stages: [() => [read()]] };
  const maxBytes = Math.floor(limitBytes() * DOWNLOAD_SHARE);
  const fetch: Unit = { kind: "fetch", payload: { path, options: { ...options, maxBytes } }, repeatable: true };
  return { stages: [() => [fetch], ([download]) => [read({ download })]], lanes: ["io", "compute"], weights: WEIGHTS };
}
