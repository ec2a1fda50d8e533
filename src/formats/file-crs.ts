import { aliasOf } from "../crs/code-aliases.ts";
import { type CrsId, parseCrsId } from "../crs/crs-id.ts";
import { SpatialError } from "../errors.ts";
import type { Feedback } from "../feedback.ts";
import { crsFromMember } from "../layers/geojson-source.ts";

interface Reading {
  /** Of the file, for messages. */
  readonly name: string;
  readonly feedback: Feedback;
}

/** The CRS that a file states by a code or a name. Throws UNKNOWN_CRS, which says in what file and what to do. */
export function fileCrs(text: string, { name, feedback }: Reading): CrsId {
  const id = located(name, () => parseCrsId(text));
  const code = Number(/(\d+)(?:\+(?:EPSG:)?\d+)?\s*$/i.exec(text)?.[1]);
  if (aliasOf(code)?.isPart === true || /\d\+/.test(text))
    feedback.log("info", `"${name}" is in ${text}, which has heights; layers keep its horizontal part, ${id}.`);
  return id;
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
