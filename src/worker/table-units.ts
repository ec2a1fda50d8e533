import { fieldSpreads } from "../tables/field-spreads.ts";
import type { TablePayloads } from "../tables/table-payloads.ts";
import { tableRows } from "../tables/table-rows.ts";
import type { UnitHandler } from "../tasks/job.ts";
import { insideEngine, laneEngine } from "./lane-engine.ts";

export const rowsOfTable: UnitHandler = async (payload, context) => {
  const { data, query } = payload as TablePayloads["table-rows"];
  const engine = await laneEngine("geos", context);
  return insideEngine(engine, context, () => tableRows(data, query, { crs: data.crs, engine }));
};

export const spreadsOfTable: UnitHandler = (payload) => fieldSpreads((payload as TablePayloads["table-spreads"]).data);
