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

/** The SRID under which the database knows a CRS. Throws UNKNOWN_CRS. */
export async function sridOf(client: Client, crs: CrsId, name: string): Promise<number> {
  const [authority, code] = crs.split(":");
  const { rows } = await client.query(
    "select srid from spatial_ref_sys where upper(auth_name) = $1 and auth_srid = $2::int",
    [authority, /^\d+$/.test(code ?? "") ? code : -1],
  );
  const [row] = rows as { srid: number }[];
  if (row !== undefined) return row.srid;
  throw new SpatialError(
    "UNKNOWN_CRS",
    `The database "${name}" has no ${crs} in its spatial_ref_sys. Reproject the layer first, e.g. %reproject-layer … --target-crs EPSG:4326.`,
  );
}
