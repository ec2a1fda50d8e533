import type { Client } from "pg";
import type { CrsId } from "../../crs/crs-id.ts";
import { readCrs } from "../../crs/read-crs.ts";
import { SpatialError } from "../../errors.ts";
import type { Feedback } from "../../feedback.ts";
import { fileCrs, statedFileCrs } from "../file-crs.ts";
import type { Answer } from "./read-rows.ts";

interface Naming {
  /** Of the connection. */
  readonly name: string;
  readonly feedback: Feedback;
}

/** The CRS of what was read: that which is given, else what the database's own table says of its SRID. */
export async function crsOf(
  client: Client,
  answer: Answer,
  { crs, name, feedback }: Naming & { readonly crs?: string | undefined },
): Promise<CrsId> {
  if (answer.srid === undefined) return answer.data.crs;
  if (crs !== undefined) return readCrs(crs);
  if (answer.srid > 0) return crsOfSrid(client, answer.srid, { name, feedback });
  if (answer.data.geometry.kinds.every((kind) => kind === 0)) {
    feedback.log(
      "warning",
      "There are no geometries that would say their CRS; taken is EPSG:4326. --crs says another one.",
    );
    return answer.data.crs;
  }
  throw new SpatialError(
    "UNKNOWN_CRS",
    'The geometries have no SRID. State their CRS, e.g. --crs EPSG:25832 or { crs: "EPSG:25832" }, or in the query: ST_SetSRID(geom, 25832).',
  );
}

async function crsOfSrid(client: Client, srid: number, naming: Naming): Promise<CrsId> {
  const { rows } = await client.query("select auth_name, auth_srid, srtext from spatial_ref_sys where srid = $1", [
    srid,
  ]);
  const [row] = rows as { auth_name: string | null; auth_srid: number | null; srtext: string | null }[];
  if (row?.auth_name && row.auth_srid !== null)
    return fileCrs(`${row.auth_name.toUpperCase()}:${row.auth_srid}`, naming);
  if (row?.srtext) return statedFileCrs(row.srtext, naming);
  throw new SpatialError(
    "UNKNOWN_CRS",
    `The database "${naming.name}" has no CRS of SRID ${srid} in its spatial_ref_sys. State it yourself, e.g. --crs EPSG:25832.`,
  );
}
