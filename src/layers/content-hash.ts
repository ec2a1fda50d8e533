import { createHash, type Hash } from "node:crypto";
import { hashColumn } from "../geometry/hash.ts";
import type { AttributeColumn, FieldType, LayerData } from "./layer-data.ts";

/**
 * Types that are a narrower name for the same stored text: whether it is told does not change the content (a file of
 * FlatGeobuf cannot), and hashes of before there were these types hold.
 */
const HASHED_AS: Partial<Record<FieldType, FieldType>> = { datetime: "date", time: "string", list: "json" };

/**
 * SHA-256 (hex) of what a layer holds: CRS, geometries, fields and values, in feature order. The same content gives the
 * same hash however its arrays came about (read, sliced, appended, computed by any number of lanes).
 */
export function contentHash(data: LayerData): string {
  const hash = createHash("sha256");
  const head = {
    crs: data.crs,
    length: data.geometry.length,
    fields: data.fields.map(({ name, type }) => [name, HASHED_AS[type] ?? type]),
  };
  hash.update(`mapcell layer 1\n${JSON.stringify(head)}\n`);
  hashColumn(data.geometry, hash);
  for (const column of data.columns) hashValues(column, hash);
  return hash.digest("hex");
}

function hashValues(column: AttributeColumn, hash: Hash): void {
  const { valid } = column;
  hash.update(valid);
  switch (column.storage) {
    case "number":
      // + 0: -0 equals 0; what lies under a null does not count
      hash.update(Float64Array.from(column.values, (value, i) => (valid[i] === 1 ? value + 0 : 0)));
      return;
    case "boolean":
      hash.update(Uint8Array.from(column.values, (value, i) => (valid[i] === 1 ? value : 0)));
      return;
    case "text":
      hashTexts(column, hash);
  }
}

function hashTexts(column: AttributeColumn & { storage: "text" }, hash: Hash): void {
  const { bytes, offsets, valid } = column;
  const lengths = new Uint32Array(valid.length);
  let stray = false;
  for (let i = 0; i < lengths.length; i++) {
    lengths[i] = (offsets[i + 1] ?? 0) - (offsets[i] ?? 0);
    if (valid[i] !== 1 && lengths[i] !== 0) {
      lengths[i] = 0;
      stray = true;
    }
  }
  hash.update(lengths);
  if (!stray) hash.update(bytes.subarray(offsets[0] ?? 0, offsets[valid.length] ?? 0));
  else
    for (let i = 0; i < lengths.length; i++)
      if (valid[i] === 1) hash.update(bytes.subarray(offsets[i], offsets[i + 1]));
}
