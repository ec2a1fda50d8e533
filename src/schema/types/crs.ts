import type { CrsId } from "../../crs/crs-id.ts";
import { readCrs } from "../../crs/read-crs.ts";
import { parameter, type Stated } from "../parameter.ts";
import { type ParameterType, plainType } from "../parameter-type.ts";
import type { TypeFamily } from "../type-family.ts";

/** A coordinate reference system: a code such as EPSG:3857, a name, WKT, PROJJSON or a proj string. */
export function crs<const S extends Stated<string>>(stated: S) {
  return parameter(CRS, stated);
}

const CRS: ParameterType<CrsId> = plainType({
  id: "crs",
  parse: (given) => readCrs(typeof given === "string" ? given : (JSON.stringify(given) ?? String(given))),
  typescript: () => "string",
  argument: { type: "crs", typeText: "CRS such as EPSG:3857" },
  toCode: (given) => JSON.stringify(String(given)),
  sample: "EPSG:3857",
});

export const crsFamily: TypeFamily = {
  id: "crs",
  members: "readonly default?: string",
  value: "string",
  given: "string",
  define: (definition) => crs({ ...definition.stated(), default: definition.text("default") }),
};
