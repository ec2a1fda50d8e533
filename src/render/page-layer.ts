import { gzipSync } from "node:zlib";
import { valueAt } from "../layers/attributes.ts";
import type { LayerData } from "../layers/layer-data.ts";
import type { TileLabels } from "../layers/layer-style.ts";
import { countOf } from "../shown-text.ts";
import { type PageArrays, packPage } from "./page-source.ts";
import { makeTileSource } from "./tile-source.ts";

export interface PageContent {
  readonly data: LayerData;
  readonly classes: Uint8Array | undefined;
  readonly labels: TileLabels | undefined;
}

/** A layer as a page has it that cuts tiles and shows attributes without a kernel: gzipped. */
export function makePageLayer({ data, classes, labels }: PageContent): Uint8Array {
  const { partKinds, geomOffsets, partOffsets, ringOffsets, xy } = makeTileSource(data);
  const shapes = { partKinds, geomOffsets, partOffsets, ringOffsets, xy };
  const drawn = labels && {
    labelsAt: labels.onMap,
    labelFeatures: labels.features,
    labelBytes: labels.bytes,
    labelOffsets: labels.offsets,
  };
  const arrays: PageArrays = { ...shapes, ...(classes && { classes }), ...drawn };
  return gzipSync(packPage(arrays, valuesOf(data)), { level: 9 });
}

/** Of each feature, in the order of the fields. */
function valuesOf({ fields, columns, geometry }: LayerData): readonly (readonly [string, readonly unknown[]])[] {
  return fields.map((field, position) => {
    const values = Array.from({ length: geometry.length }, (_, index) => {
      const value = valueAt(columns[position]!, field, index);
      if (typeof value === "bigint") return String(value);
      return value instanceof Uint8Array ? countOf(value.length, "byte") : value;
    });
    return [field.name, values];
  });
}
