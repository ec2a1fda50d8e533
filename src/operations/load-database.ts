import { SpatialError } from "../errors.ts";
import type { Loaded } from "../formats/open.ts";
import { findConnection } from "../formats/postgis/connection.ts";
import { layerOfAddress } from "../formats/postgis/connection-text.ts";
import { optionsTo } from "../formats/registry.ts";
import { maskedPath } from "../formats/sources/masked-address.ts";
import type { JobPlan, OperationCall } from "./operation.ts";

/** Options of `%load` that are about files. */
const OF_FILES = ["encoding", "timeout"] as const;

interface Asked {
  readonly name: string;
  readonly path: string;
  readonly crs: string | undefined;
  readonly layer: string | undefined;
  readonly bounds: unknown;
  readonly fields: readonly string[];
  readonly limit: number | undefined;
  readonly where: string | undefined;
}

/** How `%load` reads a table of a database. Throws BAD_ARGUMENT. */
export function databasePlan({ values, stated }: Pick<OperationCall, "stated"> & { readonly values: Asked }): JobPlan {
  const { name, path, crs, layer, bounds, fields, limit, where } = values;
  const ofFormats = optionsTo("read").flatMap(({ table = {} }) => Object.keys(table));
  const wrong = [...OF_FILES, ...ofFormats].find((option) => stated.has(option));
  if (wrong !== undefined)
    throw new SpatialError("BAD_ARGUMENT", `load: ${wrong} is for files; a table of a database is read without it.`);
  const connection = findConnection(path);
  const address = layerOfAddress(path);
  const table = {
    table: layer ?? address.table,
    geometry: address.geometry,
    crs,
    bounds,
    ...(fields.length > 0 && { fields }),
    limit,
    where,
  };
  return {
    description: `load ${name}`,
    origin: { source: maskedPath(path) },
    job: { stages: [() => [{ kind: "database-table", payload: { connection, table } }]], lanes: ["io"] },
    made: (answer) => answer as Loaded,
  };
}
