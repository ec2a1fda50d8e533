import { aliasOf } from "../crs/code-aliases.ts";
import type { CrsId } from "../crs/crs-id.ts";
import { isCustom } from "../crs/custom-crs.ts";
import { crsOfProjJson, readCrs } from "../crs/read-crs.ts";
import { SpatialError } from "../errors.ts";
import type { Feedback } from "../feedback.ts";
import { crsFromMember } from "../layers/geojson-source.ts";

interface Reading {
  /** Of the file, for messages. */
  readonly name: string;
  readonly feedback: Feedback;
}

/** The CRS that a file states by a code, a name or its definition. Throws UNKNOWN_CRS, which says in what file and what to do. */
export function fileCrs(text: string, { name, feedback }: Reading): CrsId {
  const id = located(name, () => readCrs(text));
  if (isCustom(id)) return id;
  const code = Number(/(\d+)(?:\+(?:EPSG:)?\d+)?\s*$/i.exec(text)?.[1]);
  if (aliasOf(code)?.isPart === true || /\d\+/.test(text))
    feedback.log("info", `"${name}" is in ${text}, which has heights; layers keep its horizontal part, ${id}.`);
  return id;
}

/**
 * The CRS that a file states as PROJJSON or as text; null is said to be unknown. Throws UNKNOWN_CRS as `fileCrs` does.
 */
export function statedFileCrs(stated: unknown, reading: Reading): CrsId {
  if (typeof stated === "string") return fileCrs(stated, reading);
  if (typeof stated !== "object" || stated === null)
    throw new SpatialError(
      "UNKNOWN_CRS",
      `"${reading.name}" says that its CRS is not known. State it yourself, e.g. --crs EPSG:4326 or ` +
        '{ crs: "EPSG:4326" }.',
    );
  const { id, name, components, source_crs: source } = stated as Readonly<Record<string, unknown>>;
  // its heights are left out, as everywhere
  const horizontal = Array.isArray(components) ? (components[0] as unknown) : source;
  if (typeof horizontal === "object" && horizontal !== null) return statedFileCrs(horizontal, reading);
  const known = crsOfProjJson(stated);
  if (known !== undefined) return known;
  if (typeof id === "object" && id !== null && "authority" in id && "code" in id)
    return fileCrs(`${String(id.authority)}:${String(id.code)}`, reading);
  return fileCrs(typeof name === "string" ? name : "without a name", reading);
}

/** The CRS in GeoJSON's old `crs` member; undefined where it says nothing. Throws UNKNOWN_CRS as `fileCrs` does. */
export function memberCrs(member: unknown, reading: Reading): CrsId | undefined {
  const text = located(reading.name, () => crsFromMember(member));
  return text === undefined ? undefined : fileCrs(text, reading);
}

function located<T>(name: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    if (!(cause instanceof SpatialError)) throw cause;
    const advice = cause.message.includes("--crs")
      ? ""
      : ' Or say which CRS the file is in: --crs EPSG:… or { crs: "EPSG:…" }.';
    throw new SpatialError(cause.code, `In the file "${name}": ${cause.message}${advice}`, { cause });
  }
}
