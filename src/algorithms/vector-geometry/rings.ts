import type { GeometryBuilder } from "../../geometry/builder.ts";
import type { GeometryColumn } from "../../geometry/column.ts";
import type { PartKind } from "../../geometry/kind.ts";
import type { GeometryAt } from "../../geometry/geometry-at.ts";

/** A ring of a polygon, a line or a point: vertices [from, to) of the column. */
export interface Ring {
  /** Its part's number in the feature, and what that is. */
  readonly part: number;
  readonly kind: PartKind;
  /** Its number in the part: 0 for a shell, a line, a point. */
  readonly ring: number;
  /** Its number in the column. */
  readonly at: number;
  readonly from: number;
  readonly to: number;
}

export function* ringsOf({ column, index }: GeometryAt): Generator<Ring> {
  const { geomOffsets, partOffsets, ringOffsets, partKinds } = column;
  const first = geomOffsets[index]!;
  for (let part = first; part < geomOffsets[index + 1]!; part++) {
    const shell = partOffsets[part]!;
    for (let at = shell; at < partOffsets[part + 1]!; at++) {
      const kind = partKinds[part] as PartKind;
      yield { part: part - first, kind, ring: at - shell, at, from: ringOffsets[at]!, to: ringOffsets[at + 1]! };
    }
  }
}

/** Adds a ring to the feature that has been begun, as the next of its part or as a part of another kind. */
export function addRing(builder: GeometryBuilder, column: GeometryColumn, ring: Ring, as?: PartKind): void {
  if (as !== undefined || ring.ring === 0) builder.beginPart(as ?? ring.kind);
  builder.beginRing();
  builder.addVertices(column.xy, ring.from, ring.to, column);
}

/** Adds one vertex with its height and measure. */
export function addVertexOf(builder: GeometryBuilder, { xy, z, m }: GeometryColumn, vertex: number): void {
  builder.addVertex(xy[2 * vertex]!, xy[2 * vertex + 1]!, z?.[vertex], m?.[vertex]);
}
