import type { LayerInput } from "./inputs.js";
import type { Task } from "./tasks.js";

/**
 * The live map of the session.
 * @example
 * const place = Layer.from({ type: "Point", coordinates: [8.5, 47.4] }, { name: "place" });
 * map.show(place).fit(place);
 */
export interface MapView {
  /** Shows just these layers, the last one on top, and makes the view fit them: `%map a b`. Layers made later come above. */
  only(...layers: LayerInput[]): MapView;
  /** Makes these layers visible as well, and the map's view fit them. */
  show(...layers: LayerInput[]): MapView;
  /** Takes these layers out of sight; the session keeps them. */
  hide(...layers: LayerInput[]): MapView;
  /** Moves the view to a layer. */
  fit(layer: LayerInput): MapView;
  /**
   * Says how a layer looks on the map and in pictures: `map.style(countries, { by: "population", palette: "YlGnBu" })`.
   * Classes are made by a task; what is left out stays as it is.
   */
  style(layer: LayerInput, options: StyleOptions): Task<Styled>;
}

/** How a layer looks. Sizes are in pixels. */
export interface StyleOptions {
  /** A field or an expression whose values tell features apart. */
  readonly by?: string;
  /** How numbers make classes; quantile if nothing is said. */
  readonly method?: "quantile" | "equal" | "jenks" | "pretty" | "std" | "log" | "categories";
  /** 2 to 20; 5 if nothing is said. */
  readonly classes?: number;
  /** Upper ends of all classes but the last, ascending, instead of a method. */
  readonly breaks?: readonly number[];
  /** ColorBrewer's names, Viridis, Okabe-Ito …; with -r at its end turned around. */
  readonly palette?: string;
  /** "#rrggbb" or a name such as "steelblue". */
  readonly color?: string;
  /** 0 to 1. */
  readonly opacity?: number;
  readonly width?: number;
  /** Of points; two for the smallest and the largest of sizes by value. */
  readonly radius?: number | readonly number[];
  /** A colour, or "none". */
  readonly outline?: string;
  /** Lengths of dashes and gaps, in widths of the line. */
  readonly dash?: readonly number[];
  /** A field or an expression that is written at features, where there is room. */
  readonly label?: string;
  /** Zoom of the live map from which on it is shown, or from which and up to which. */
  readonly visibleZoom?: number | readonly number[];
}

/** What `geo.figure` has drawn. As the last expression of a cell it shows itself. */
export interface Figure {
  /** Undefined for one that is no file. */
  readonly path: string | undefined;
  readonly svg: string;
  /** In at most 256 colours; the file has all. */
  readonly png: Uint8Array;
}

/** What became of a layer's looks. */
export interface Styled {
  readonly layer: string;
  /** Lowest or most frequent first; empty where all features look alike. */
  readonly classes: readonly { readonly label: string; readonly count: number; readonly color: string }[];
}
