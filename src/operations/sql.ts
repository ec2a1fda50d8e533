import type { Loaded } from "../formats/open.ts";
import { findConnection } from "../formats/postgis/connection.ts";
import { pieces } from "../formats/postgis/bound-values.ts";
import { maskedPath } from "../formats/sources/masked-address.ts";
import { bindings } from "../schema/types/bindings.ts";
import { crs } from "../schema/types/crs.ts";
import { tableLayers } from "../schema/types/layers.ts";
import { script } from "../schema/types/script.ts";
import { text } from "../schema/types/text.ts";
import type { OperationCall, Plan, PlannedOperation } from "./operation.ts";
import { runOptions } from "./run-options.ts";

/** A name or an address; a query has blanks in it. */
const CONNECTION = /^(?:[\p{L}\p{N}_.-]+|(?:postgres|postgresql|postgis):\/\/\S*)$/iu;

const parameters = {
  query: script({ doc: "The query, in SQL; :name stands for a value of --param.", sample: "select * from roads" }),
  connection: {
    ...text({
      word: "first",
      optional: true,
      only: CONNECTION,
      isAddress: true,
      doc: "A database by name (MAPCELL_DSN_NAME in the environment, or a section of pg_service.conf) or postgis://user@host/database.",
    }),
  },
  params: bindings({
    also: ["param"],
    doc: "Values of the query: a=1 for :a, or in order for $1, $2 …; bound, never pasted.",
  }),
  geometry: text({ optional: true, doc: "The column of the places, where there are several." }),
  crs: crs({ optional: true, doc: "Overrides what the SRID of the places says." }),
  input: tableLayers({
    optional: true,
    doc: "Without a connection: the layers that are its tables, each under its name; those that the query names if nothing is said.",
  }),
};

/** A query that a database answers. */
export const sql: PlannedOperation<typeof parameters> = {
  name: "sql",
  id: "mapcell:sql",
  title: "Run SQL",
  group: "Databases",
  doc: "Runs a query on a PostgreSQL database, or over the session's layers where no database is named, and makes a layer of its rows, or a table where it has no geometries.",
  tags: ["database", "postgis", "postgresql", "query", "select"],
  example: '%sql gis "select name, geom from roads where lanes > :least" --param least=2 --as wide',
  cellExample: "%%sql gis --as wide\nselect name, geom\nfrom roads\nwhere lanes > 2",
  parameters,
  results: "layer",
  apart: ["connection"],
  runOptions: runOptions("as"),
  implied: ({ connection, query, input }, names) =>
    connection === undefined && input === undefined && typeof query === "string"
      ? { input: namedIn(query, names) }
      : {},
  plan(call) {
    const { connection, query, params, geometry, crs: stated } = call.values;
    const asked = { sql: query, values: params, geometry, crs: stated };
    if (connection === undefined) return layersPlan(call, asked);
    const found = findConnection(connection);
    return {
      description: `sql ${found.label}`,
      origin: { source: maskedPath(connection) },
      job: {
        stages: [() => [{ kind: "database-query", payload: { connection: found, query: asked } }]],
        lanes: ["io"],
      },
      made: (answer) => answer as Loaded,
    };
  },
};

/** The session's layers are the tables. */
function layersPlan(call: OperationCall<typeof parameters>, asked: object): Plan {
  const inputs = call.inputs("input");
  const labels = inputs.map(({ label }) => label);
  const { baseDir } = call;
  const payload = (): object => ({
    ...asked,
    baseDir,
    layers: inputs.map(({ label, data }) => ({ name: label, data: data() })),
  });
  return {
    description: ["sql", ...labels].join(" "),
    origin: { algorithm: "sql", inputs: labels },
    job: { stages: [() => [{ kind: "layer-query", payload: payload() }]] },
    made: (answer) => answer as Loaded,
  };
}

/** The layers that a query names, by the names themselves; in letters of any case where only one is called so. */
function namedIn(query: string, names: readonly string[]): Readonly<Record<string, string>> {
  const found = new Set<string>();
  for (const { word } of pieces(query)) {
    const name = word.startsWith('"') ? word.slice(1, -1).replaceAll('""', '"') : word;
    const alike = names.filter((each) => each.toLowerCase() === name.toLowerCase());
    const exact = names.includes(name) ? [name] : alike;
    if (exact.length === 1) found.add(exact[0]!);
  }
  return Object.fromEntries(Array.from(found, (name) => [name, name]));
}
