import type { LayerData } from "../layers/layer-data.ts";
import type { TableQuery } from "./table-query.ts";

/** What the units of tables take: "table-rows" gives the numbers of rows, "table-spreads" a FieldSpread for each field. */
export interface TablePayloads {
  readonly "table-rows": { readonly data: LayerData; readonly query: TableQuery };
  readonly "table-spreads": { readonly data: LayerData };
}
