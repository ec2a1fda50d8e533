import type { Layer } from "./layers.js";
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
  /** West, south, east, north of what is visible, in degrees; undefined before somebody has looked at the map. */
  readonly bounds: readonly [number, number, number, number] | undefined;
  /** The features that were chosen on the map or in its table, as a layer; undefined for none. */
  readonly selected: Layer | undefined;
  /** Calls the listener whenever something else is chosen. What it returns stops that. */
  onSelect(listener: (selected: Layer | undefined) => void): () => void;
  /** Calls the listener whenever the view has moved. What it returns stops that. */
  onMove(listener: (bounds: readonly [number, number, number, number]) => void): () => void;
}

/** What `geo.figure` has drawn. As the last expression of a cell it shows itself. */
export interface Figure {
  /** Undefined for one that is no file. */
  readonly path: string | undefined;
  readonly svg: string;
  /** In at most 256 colours; the file has all. */
  readonly png: Uint8Array;
}

/** What `geo.chart` has drawn. As the last expression of a cell it shows itself. */
export interface Chart extends Figure {
  /** The numbers that it shows: bins, bars, boxes or points of lines. Of a scatter plot none, they are the layer's. */
  readonly rows: readonly Readonly<Record<string, number | string | null>>[];
}

/** What became of a layer's looks. */
export interface Styled {
  readonly layer: string;
  /** Lowest or most frequent first; empty where all features look alike. */
  readonly classes: readonly { readonly label: string; readonly count: number; readonly color: string }[];
}
