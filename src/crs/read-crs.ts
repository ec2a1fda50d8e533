import { SpatialError } from "../errors.ts";
import { type CrsId, parseCrsId } from "./crs-id.ts";
import { elementOfProjJson } from "./proj-json.ts";
import { idOfProjString } from "./proj-string.ts";
import { recogniseCrs, recogniseElement } from "./recognise-crs.ts";

/**
 * The CRS of our table that a text means: a code, a name, WKT 1 or 2, Esri's WKT, PROJJSON or a proj string with a datum.
 * It is computed by its own definition, whatever else the text says. Throws UNKNOWN_CRS.
 */
export function readCrs(text: string): CrsId {
  const plain = text.trim();
  const [form, id] = readText(plain);
  if (form === "name") return parseCrsId(plain);
  if (id !== undefined) return id;
  throw new SpatialError(
    "UNKNOWN_CRS",
    `This ${form} stands for no CRS that mapcell knows: ${plain.length > 80 ? `${plain.slice(0, 80)}…` : plain}. ` +
      'Give a code, such as "EPSG:25832".',
  );
}

function readText(text: string): readonly [form: "name" | "WKT" | "PROJJSON" | "proj string", id?: CrsId | undefined] {
  if (text.startsWith("{")) return ["PROJJSON", idOfProjJson(parsed(text))];
  if (/^\+(?:proj|init)=|\s\+(?:proj|init)=/.test(text)) return ["proj string", idOfProjString(text)];
  return /^[A-Za-z_]+\s*[[(]\s*"/.test(text) ? ["WKT", recogniseCrs(text)] : ["name"];
}

/** The CRS of our table that PROJJSON means; undefined where there is none. */
export function idOfProjJson(json: unknown): CrsId | undefined {
  const element = elementOfProjJson(json);
  return element && recogniseElement(element);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // it is refused as what stands for no CRS
  }
}
