import type { Loaded } from "../formats/open.ts";
import type { DatabaseWork } from "../formats/postgis/client.ts";
import { queryPostgis, type QueryOptions } from "../formats/postgis/read-postgis.ts";
import { readTable, type TableOptions } from "../formats/postgis/read-table.ts";
import { type TableTarget, writeTable } from "../formats/postgis/write-table.ts";
import type { LayerData } from "../layers/layer-data.ts";
import { laneEngine } from "./lane-engine.ts";
import type { UnitContext, UnitHandler } from "../tasks/job.ts";

interface Payload {
  readonly connection: DatabaseWork["connection"];
}

export const query: UnitHandler = (payload, context): Promise<Loaded> => {
  const { query: asked } = payload as { readonly query: QueryOptions };
  return queryPostgis(asked, workOf(payload, context));
};

export const readDatabase: UnitHandler = (payload, context): Promise<Loaded> => {
  const { table } = payload as { readonly table: TableOptions };
  const openEngine = (): ReturnType<typeof laneEngine> => laneEngine("geos", context);
  return readTable(table, { ...workOf(payload, context), openEngine });
};

export const saveDatabase: UnitHandler = (payload, context): ReturnType<typeof writeTable> => {
  const { data, target } = payload as { readonly data: LayerData; readonly target: TableTarget };
  return writeTable(data, target, workOf(payload, context));
};

function workOf(payload: unknown, context: UnitContext): DatabaseWork {
  const { connection } = payload as Payload;
  return { connection, feedback: context, signal: context.signal };
}
