import type { Bounds } from "../geometry/column.ts";
import type { ShapeKind } from "./drawing.ts";

/** What tells a backdrop from the layers that a map is about. */
export interface Placed {
  readonly kind: ShapeKind;
  readonly visible: boolean;
  /** In the same units for all; null or undefined when nothing has coordinates. */
  readonly bounds: Bounds | null | undefined;
  /** Whether a task computed it: such a layer is what somebody wants to see. */
  readonly isResult: boolean;
}

/**
 * Which layer only says where the others are, and is drawn in quiet grey unless somebody chose its style: the lowest
 * areas that are shown, if they were loaded and everything above lies within their bounds.
 * @param layers lowest first
 * @returns its position; -1 for none
 */
export function backdropAmong(layers: readonly Placed[]): number {
  const lowest = layers.findIndex(({ kind, visible }) => visible && kind === "polygon");
  const layer = layers[lowest];
  if (layer === undefined || layer.isResult || !layer.bounds) return -1;
  const { bounds } = layer;
  const above = layers.slice(lowest + 1).flatMap((other) => (other.visible && other.bounds ? [other.bounds] : []));
  return above.length > 0 && above.every((other) => contains(bounds, other)) ? lowest : -1;
}

function contains([west, south, east, north]: Bounds, inner: Bounds): boolean {
  return inner[0] >= west && inner[1] >= south && inner[2] <= east && inner[3] <= north;
}
