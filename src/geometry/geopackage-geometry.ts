import { SpatialError } from "../errors.ts";
import { boundsOf } from "./bounds.ts";
import type { GeometryBuilder } from "./builder.ts";
import { Kind, type GeometryColumn } from "./column.ts";
import { kindAt } from "./kind.ts";
import { columnRange } from "./shared-column.ts";
import { appendWkb } from "./wkb-reader.ts";
import { wkbOf } from "./wkb-writer.ts";

const HEAD = 8;
/** How many bytes the envelope takes, by its number: none, xy, xyz, xym, xyzm. */
const ENVELOPES = [0, 32, 48, 48, 64];

/**
 * Adds one feature from a geometry of a GeoPackage: the letters GP, a head, WKB. Curves are refused as in WKB.
 * Throws SpatialError INVALID_GEOMETRY, and adds nothing.
 * @returns the head's srs_id: 0 and -1 stand for unknown ones.
 */
export function appendGeoPackageGeometry(builder: GeometryBuilder, bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < HEAD || bytes[0] !== 0x47 || bytes[1] !== 0x50) throw invalid('it does not begin with "GP"');
  const flags = bytes[3]!;
  if ((flags & 0x20) !== 0) throw invalid("it is of an extension of GeoPackage, not WKB");
  const envelope = ENVELOPES[(flags >> 1) & 7];
  if (envelope === undefined) throw invalid(`its envelope is of type ${(flags >> 1) & 7}, which does not exist`);
  if (HEAD + envelope > bytes.length) throw invalid("it ends within its envelope");
  appendWkb(builder, bytes.subarray(HEAD + envelope));
  return view.getInt32(4, (flags & 1) === 1);
}

/**
 * Feature `index` as a geometry of a GeoPackage; undefined for a feature without geometry. As GDAL does, all but points
 * and empty geometries get their envelope.
 */
export function geoPackageGeometryOf(column: GeometryColumn, index: number, srsId: number): Uint8Array | undefined {
  const wkb = wkbOf(column, index);
  if (wkb === undefined) return undefined;
  const { vertexStart, vertexEnd } = columnRange(column, index, index + 1);
  const isEmpty = vertexStart === vertexEnd;
  const box =
    isEmpty || kindAt(column, index) === Kind.Point
      ? undefined
      : boundsOf({ xy: column.xy.subarray(2 * vertexStart, 2 * vertexEnd) });
  const bytes = new Uint8Array(HEAD + (box === undefined ? 0 : 32) + wkb.length);
  const view = new DataView(bytes.buffer);
  bytes.set([0x47, 0x50, 0, 1 | (box === undefined ? 0 : 2) | (isEmpty ? 0x10 : 0)]);
  view.setInt32(4, srsId, true);
  if (box !== undefined) {
    const [minX, minY, maxX, maxY] = box;
    for (const [i, value] of [minX, maxX, minY, maxY].entries()) view.setFloat64(HEAD + 8 * i, value, true);
  }
  bytes.set(wkb, bytes.length - wkb.length);
  return bytes;
}

function invalid(problem: string): SpatialError {
  return new SpatialError("INVALID_GEOMETRY", `A geometry of a GeoPackage cannot be read: ${problem}.`);
}
