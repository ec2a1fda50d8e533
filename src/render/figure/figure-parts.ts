import type { CrsId } from "../../crs/crs-id.ts";
import type { Bounds } from "../../geometry/column.ts";
import type { LayerData } from "../../layers/layer-data.ts";
import type { Labels, LayerStyle } from "../../layers/layer-style.ts";
import type { Drawing, ShapeKind } from "../../styles/drawing.ts";
import type { Plane } from "./plane.ts";

/** A layer as a figure is given it. */
export interface FigureLayer {
  readonly name: string;
  readonly kind: ShapeKind;
  readonly data: LayerData;
  readonly style: LayerStyle;
  /** Whether a task computed it, which makes it no backdrop. */
  readonly isResult: boolean;
}

export interface FigureOptions {
  readonly widthPx: number;
  readonly heightPx: number;
  /** Pixels an inch: text of 10 points has as many more pixels. */
  readonly dpi: number;
  readonly title?: string | undefined;
  readonly crs?: CrsId | undefined;
  readonly extent?: { readonly bounds: Bounds; readonly crs: CrsId | undefined } | undefined;
  readonly legend: boolean;
  readonly scale: boolean;
  readonly north: boolean;
  readonly grid: boolean;
  readonly basemap?: Basemaps | undefined;
  /** A field or an expression: a map for each of its values. */
  readonly facet?: string | undefined;
}

/** Land as polygons, borders and coasts as lines, in degrees; in two degrees of detail. */
export interface Basemaps {
  readonly far: LayerData;
  readonly near: LayerData;
}

/** A layer as a figure draws it. */
export interface FigureMapLayer {
  readonly name: string;
  readonly kind: ShapeKind;
  readonly count: number;
  readonly data: LayerData;
  readonly drawing: Drawing;
  readonly classes: Uint8Array | undefined;
  readonly labels: Labels | undefined;
}

/** One map of a figure. */
export interface Facet {
  readonly title: string | undefined;
  /** Which features of a layer it shows; undefined for all. */
  isMember(layer: Pick<FigureMapLayer, "name">): ((feature: number) => boolean) | undefined;
}

/** What a figure shows. */
export interface Scene {
  readonly plane: Plane;
  readonly bounds: Bounds;
  readonly layers: readonly FigureMapLayer[];
  readonly facets: readonly Facet[];
}
