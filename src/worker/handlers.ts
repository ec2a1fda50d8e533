import { silent } from "../feedback.ts";
import type { UnitHandlers } from "./lane-server.ts";

/** What the product's lanes can do, by kind of unit. */
export const handlers: UnitHandlers = {
  algorithm: async () => (await import("./algorithm-units.ts")).runAlgorithm,
  style: async () => (await import("./style-units.ts")).styleLayer,
  chart: async () => (await import("./chart-units.ts")).chart,
  chunks: async () => (await import("./chunk-units.ts")).runChunks,
  "database-query": async () => (await import("./database-units.ts")).query,
  "database-table": async () => (await import("./database-units.ts")).readDatabase,
  "database-save": async () => (await import("./database-units.ts")).saveDatabase,
  "layer-query": async () => (await import("./layer-query-units.ts")).queryLayers,
  digest: async () => (await import("./digest-units.ts")).digest,
  fingerprint: async () => (await import("./cache-units.ts")).fingerprint,
  fetch: async () => (await import("./format-units.ts")).fetchFile,
  function: async () => (await import("./function-units.ts")).runFunction,
  keep: async () => (await import("./cache-units.ts")).keep,
  join: async () => (await import("./chunk-units.ts")).joinParts,
  load: async () => (await import("./format-units.ts")).load,
  recall: async () => (await import("./cache-units.ts")).recall,
  save: async () => (await import("./format-units.ts")).save,
  figure: async () => (await import("./render-units.ts")).figure,
  "page-layer": async () => (await import("./render-units.ts")).pageLayer,
  picture: async () => (await import("./render-units.ts")).picture,
  "table-rows": async () => (await import("./table-units.ts")).rowsOfTable,
  "table-spreads": async () => (await import("./table-units.ts")).spreadsOfTable,
  tile: async () => (await import("./render-units.ts")).tile,
  "tile-source": async () => (await import("./render-units.ts")).tileSource,
};

/** Brings in the code of algorithms and task functions, and opens the geometry engine, which takes 0.1 s. */
export async function warmUp(): Promise<void> {
  const { laneEngine } = await import("./lane-engine.ts");
  await Promise.all([import("./algorithm-units.ts"), import("./function-units.ts"), laneEngine("geos", silent)]);
}
