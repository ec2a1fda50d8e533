import { SpatialError } from "../errors.ts";
import { columnType } from "../geometry/kind.ts";
import { isTable, type LayerData } from "./layer-data.ts";

/** What an operation may take; a kind stands for its multi-part form, too. */
export type InputKind = "point" | "line" | "polygon" | "table";

const GEOMETRIES: readonly InputKind[] = ["point", "line", "polygon"];
const PART_KINDS: readonly InputKind[] = ["point", "line", "polygon"]; // by Kind.Point - 1 and so on

/**
 * Refuses a layer that an operation cannot take, by its name: a table where geometries are needed, lines where polygons
 * are. A layer whose features all lack a geometry is of every kind.
 * @param asked such as `buffer: "input"`
 * @throws SpatialError BAD_ARGUMENT
 */
export function checkKinds(
  data: LayerData,
  { asked, label, kinds = GEOMETRIES }: { asked: string; label: string; kinds?: readonly InputKind[] | undefined },
): void {
  if (isTable(data)) {
    if (kinds.includes("table")) return;
    throw new SpatialError(
      "BAD_ARGUMENT",
      `${asked} is "${label}", a table without geometry; expected a layer of ${listed(kinds)}.`,
    );
  }
  if (GEOMETRIES.every((kind) => kinds.includes(kind))) return;
  const { partKinds } = data.geometry;
  const bad = partKinds.findIndex((kind) => !kinds.includes(PART_KINDS[kind - 1]!));
  if (bad < 0) return;
  throw new SpatialError(
    "BAD_ARGUMENT",
    `${asked} is "${label}", a layer of type ${columnType(data.geometry)}; expected ${listed(kinds)}.`,
  );
}

function listed(kinds: readonly InputKind[]): string {
  const words = kinds.map((kind) => (kind === "table" ? "a table" : `${kind}s`));
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} or ${words.at(-1)!}`;
}
