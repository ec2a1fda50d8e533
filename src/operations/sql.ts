import type { Loaded } from "../formats/open.ts";
import { findConnection } from "../formats/postgis/connection.ts";
import { maskedPath } from "../formats/sources/masked-address.ts";
import { bindings } from "../schema/types/bindings.ts";
import { crs } from "../schema/types/crs.ts";
import { script } from "../schema/types/script.ts";
import { text } from "../schema/types/text.ts";
import type { PlannedOperation } from "./operation.ts";
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
};

/** A query that a database answers. */
export const sql: PlannedOperation<typeof parameters> = {
  name: "sql",
  id: "mapcell:sql",
  title: "Run SQL",
  group: "Databases",
  doc: "Runs a query on a PostgreSQL database and makes a layer of its rows, or a table where it has no geometries.",
  tags: ["database", "postgis", "postgresql", "query", "select"],
  example: '%sql gis "select name, geom from roads where lanes > :least" --param least=2 --as wide',
  cellExample: "%%sql gis --as wide\nselect name, geom\nfrom roads\nwhere lanes > 2",
  parameters,
  results: "layer",
  apart: ["connection"],
  runOptions: runOptions("as"),
  plan({ values: { connection = "", query, params, geometry, crs: stated } }) {
    const found = findConnection(connection);
    return {
      description: `sql ${found.label}`,
      origin: { source: maskedPath(connection) },
      job: {
        stages: [
          () => [
            {
              kind: "database-query",
              payload: { connection: found, query: { sql: query, values: params, geometry, crs: stated } },
            },
          ],
        ],
        lanes: ["io"],
      },
      made: (answer) => answer as Loaded,
    };
  },
};
