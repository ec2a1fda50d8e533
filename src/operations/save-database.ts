import { SpatialError } from "../errors.ts";
import { findConnection } from "../formats/postgis/connection.ts";
import { layerOfAddress } from "../formats/postgis/connection-text.ts";
import type { TableTarget } from "../formats/postgis/write-table.ts";
import { optionsTo } from "../formats/registry.ts";
import { maskedPath } from "../formats/sources/masked-address.ts";
import type { JobPlan, OperationCall } from "./operation.ts";

/** Options of formats that say what a table of a database knows, too. */
const SHARED = new Set(["append"]);

/** How `%save` writes a table of a database. Throws BAD_ARGUMENT. */
export function saveToDatabase(call: OperationCall, path: string): JobPlan {
  const { stated } = call;
  const { append, replace } = call.values as { readonly append?: boolean; readonly replace?: boolean };
  const ofFormats = optionsTo("write").flatMap(({ table = {} }) => Object.keys(table));
  const wrong = ofFormats.find((option) => stated.has(option) && !SHARED.has(option));
  if (wrong !== undefined)
    throw new SpatialError("BAD_ARGUMENT", `save: ${wrong} is for files; a table of a database is written without it.`);
  if (append === true && replace === true)
    throw new SpatialError("BAD_ARGUMENT", "save: give --append or --replace, not both.");
  const { label, data } = call.input("input");
  const connection = findConnection(path);
  const { table = label, geometry } = layerOfAddress(path);
  const mode = append === true ? "append" : replace === true ? "replace" : "create";
  const target: TableTarget = { table, geometry, mode };
  return {
    description: `save ${label}`,
    job: {
      stages: [() => [{ kind: "database-save", payload: { connection, data: data(), target } }]],
      lanes: ["io"],
    },
    map: (answer) => ({ path: maskedPath(path), ...(answer as { readonly bytes: number; readonly features: number }) }),
  };
}
