import type { Bounds } from "../geometry/column.ts";
import type { Drawing, ShapeKind } from "../styles/drawing.ts";
import type { TaskItem } from "./tasks-state.ts";

/** SHA-256 of each file the browser pulls over the comm, in hexadecimal digits. */
export interface AssetHashes {
  /** The map itself, as a gzipped JavaScript module. */
  readonly bundle: string;
  /** The basemap for the world view, gzipped JSON (PackedWorld). */
  readonly worldLow: string;
  /** The same in more detail, pulled when somebody zooms in. */
  readonly worldHigh: string;
}

/** One layer as the map shows it; its data is pulled by (id, rev), as tiles. */
export interface MapLayer {
  readonly id: string;
  /** One more for every replacement and every other sorting into classes: tiles of revisions are never mixed. */
  readonly rev: number;
  readonly name: string;
  readonly kind: ShapeKind;
  /** Number of features. */
  readonly count: number;
  /** How it is drawn, with its classes: the legend says the same. */
  readonly style: Drawing;
  readonly visible: boolean;
  /** Why it would be another one if it were made now. */
  readonly stale?: string;
  /** West, south, east, north in degrees; null when nothing has coordinates. */
  readonly bounds: Bounds | null;
}

export type MapCamera =
  /** Nobody has chosen a view: the world. */
  | { readonly type: "world" }
  /** Asked for by the kernel: show these bounds, in degrees. `turn` tells two equal requests apart. */
  | { readonly type: "fit"; readonly bounds: Bounds; readonly turn: number }
  /** Where a browser is. */
  | {
      readonly type: "at";
      readonly center: readonly [number, number];
      readonly zoom: number;
      /** What is visible, in degrees. */
      readonly bounds: Bounds;
      /** The view that moved, so that it doesn't follow itself. */
      readonly by: string;
      /** Moved by hand, not to follow a fit. */
      readonly byHand: boolean;
    };

/** The widget's synced state; small (below 50 KB), because front ends save it with the notebook. */
export interface MapState {
  /** The companion output carries it, so that the live view can hide it. Empty until the model is open. */
  readonly modelId: string;
  readonly assets: AssetHashes;
  /** Lowest first. */
  readonly layers: readonly MapLayer[];
  /** Those that have not ended. */
  readonly tasks: readonly TaskItem[];
  readonly view: MapCamera;
  /** Visibility switched in a browser and not yet confirmed by the kernel, by layer id; true is visible. */
  readonly switched: Readonly<Record<string, boolean>>;
  /** A small picture as a data URI for when there is no kernel; empty when there is none. */
  readonly snapshot: string;
  /** What the snapshot shows, for those who can't see it. */
  readonly description: string;
}

/**
 * The basemap as it is packed: every line and ring is a flat list of steps in hundredths of a degree, the first from
 * 0, 0. Cut at the antimeridian.
 */
export interface PackedWorld {
  readonly land: readonly (readonly (readonly number[])[])[];
  readonly borders: readonly (readonly number[])[];
  readonly coasts: readonly (readonly number[])[];
  /** rank 1 is the largest countries, 6 the smallest. */
  readonly labels?: readonly { readonly name: string; readonly rank: number; readonly at: readonly [number, number] }[];
}

/** Longitude, latitude pairs of a packed line. */
export function unpackLine(steps: readonly number[]): [number, number][] {
  const points: [number, number][] = [];
  let [x, y] = [0, 0];
  for (let i = 0; i + 1 < steps.length; i += 2) {
    x += steps[i] ?? 0;
    y += steps[i + 1] ?? 0;
    points.push([x / 100, y / 100]);
  }
  return points;
}
