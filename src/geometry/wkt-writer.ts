import { Kind, type GeometryColumn, type GeometryKind } from "./column.ts";
import { kindAt, kindName, type PartKind } from "./kind.ts";
import { ordinatesOf } from "./wkb-writer.ts";

/**
 * Feature `index` as ISO WKT, such as `POINT Z (1 2 3)`; undefined for a feature without geometry. Numbers are the
 * shortest that are read as the same doubles. z and m are written where one of the feature's vertices has them.
 */
export function wktOf(column: GeometryColumn, index: number): string | undefined {
  const kind = kindAt(column, index);
  if (kind === Kind.Null) return undefined;
  const { z, m } = ordinatesOf(column, index);
  const writer = new WktWriter(column, { z: z ? column.z : undefined, m: m ? column.m : undefined });
  return writer.feature(index);
}

class WktWriter {
  readonly #column: GeometryColumn;
  readonly #z: Float64Array | undefined;
  readonly #m: Float64Array | undefined;

  constructor(column: GeometryColumn, { z, m }: Record<"z" | "m", Float64Array | undefined>) {
    this.#column = column;
    this.#z = z;
    this.#m = m;
  }

  feature(index: number): string {
    const kind = kindAt(this.#column, index);
    const [first, last] = [this.#column.geomOffsets[index]!, this.#column.geomOffsets[index + 1]!];
    const tag = this.#tag(kind);
    if (first === last) return `${tag} EMPTY`;
    if (kind <= Kind.Polygon) return `${tag} ${this.#part(first)}`;
    const parts: string[] = [];
    for (let part = first; part < last; part++) {
      const own = this.#part(part);
      parts.push(
        kind === Kind.GeometryCollection ? `${this.#tag(this.#column.partKinds[part] as PartKind)} ${own}` : own,
      );
    }
    return `${tag} (${parts.join(", ")})`;
  }

  #tag(kind: GeometryKind): string {
    const ordinates = `${this.#z ? "Z" : ""}${this.#m ? "M" : ""}`;
    return kindName(kind).toUpperCase() + (ordinates === "" ? "" : ` ${ordinates}`);
  }

  #part(part: number): string {
    const { partKinds, partOffsets } = this.#column;
    const [first, last] = [partOffsets[part]!, partOffsets[part + 1]!];
    if (partKinds[part] !== Kind.Polygon) return this.#ring(first);
    return `(${Array.from({ length: last - first }, (_, i) => this.#ring(first + i)).join(", ")})`;
  }

  #ring(ring: number): string {
    const { ringOffsets, xy } = this.#column;
    let text = "(";
    for (let v = ringOffsets[ring]!; v < ringOffsets[ring + 1]!; v++) {
      if (text.length > 1) text += ", ";
      text += `${xy[2 * v]!} ${xy[2 * v + 1]!}`;
      if (this.#z !== undefined) text += ` ${this.#z[v]!}`;
      if (this.#m !== undefined) text += ` ${this.#m[v]!}`;
    }
    return `${text})`;
  }
}
