import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type * as DuckDb from "@duckdb/node-api";
import { SpatialError } from "../../errors.ts";

export type DuckDbModule = typeof DuckDb;

/** The version that is tested. */
const PACKAGE = "@duckdb/node-api";
const VERSION = "1.5.6-r.1";
/** All that it does is done here: nothing is fetched. */
const SETTINGS = { autoinstall_known_extensions: "false", autoload_known_extensions: "false" };

/**
 * Calls `use` with a database in memory, which is closed afterwards. The package is the user's to install: beside mapcell, or
 * beside the notebook. Throws SETUP where it is not there.
 */
export async function withDuckDb<T>(
  baseDir: string,
  use: (connection: DuckDb.DuckDBConnection, module: DuckDbModule) => Promise<T>,
): Promise<T> {
  const module = await loadDuckDb(baseDir);
  const instance = await module.DuckDBInstance.create(":memory:", SETTINGS);
  try {
    const connection = await instance.connect();
    try {
      return await use(connection, module);
    } finally {
      connection.closeSync();
    }
  } finally {
    instance.closeSync();
  }
}

async function loadDuckDb(baseDir: string): Promise<DuckDbModule> {
  for (const from of [import.meta.url, pathToFileURL(join(baseDir, "notebook.ipynb")).href]) {
    const path = resolved(from);
    if (path !== undefined) return (await import(pathToFileURL(path).href)) as DuckDbModule;
  }
  throw new SpatialError(
    "SETUP",
    `SQL over layers needs the package ${PACKAGE}, which is not installed. Install it: %sh npm install ${PACKAGE}@${VERSION}`,
  );
}

function resolved(from: string): string | undefined {
  try {
    return createRequire(from).resolve(PACKAGE);
  } catch (error) {
    if (error instanceof Error && "code" in error) return undefined; // not there
    throw error;
  }
}
