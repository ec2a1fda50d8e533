import { SpatialError } from "../errors.ts";
import { type CrsId, findCrsId, parseCrsId } from "./crs-id.ts";
import { customFromProj } from "./custom-from-proj.ts";
import { customFromWkt } from "./custom-from-wkt.ts";
import { elementOfProjJson } from "./proj-json.ts";
import { idOfProjString } from "./proj-string.ts";
import { recogniseCrs, recogniseElement } from "./recognise-crs.ts";
import { parseWkt } from "./wkt-tree.ts";

/**
 * The CRS that a text means: a code, a name, WKT 1 or 2, Esri's WKT, PROJJSON or a proj string. One of our table is computed
 * by its own definition, whatever else the text says; another is made of what the text says. Throws UNKNOWN_CRS where it
 * is a projection that we can't compute.
 */
export function readCrs(text: string): CrsId {
  const plain = text.trim();
  const [form, id] = readText(plain);
  if (form === "name") return parseCrsId(plain);
  if (id !== undefined) return id;
  throw new SpatialError(
    "UNKNOWN_CRS",
    `This ${form} stands for no CRS that mapcell can compute: ${plain.length > 80 ? `${plain.slice(0, 80)}…` : plain}. ` +
      'Give a code, such as "EPSG:25832".',
  );
}

function readText(text: string): readonly [form: "name" | "WKT" | "PROJJSON" | "proj string", id?: CrsId | undefined] {
  if (text.startsWith("{")) return ["PROJJSON", crsOfProjJson(parsed(text))];
  if (/^\+(?:proj|init)=|\s\+(?:proj|init)=/.test(text))
    return ["proj string", findCrsId(text) ?? idOfProjString(text) ?? customFromProj(text)];
  return /^[A-Za-z_]+\s*[[(]\s*(?:"|SOURCECRS\b)/.test(text) ? ["WKT", crsOfWkt(text)] : ["name"];
}

/** The CRS that WKT means; undefined where there is none, or one that we can't compute. */
export function crsOfWkt(text: string): CrsId | undefined {
  const known = recogniseCrs(text);
  if (known !== undefined) return known;
  const root = parseWkt(text);
  return root && customFromWkt(root);
}

/** The CRS that PROJJSON means; undefined where there is none, or one that we can't compute. */
export function crsOfProjJson(json: unknown): CrsId | undefined {
  const element = elementOfProjJson(json);
  return element && (recogniseElement(element) ?? customFromWkt(element));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // it is refused as what stands for no CRS
  }
}
