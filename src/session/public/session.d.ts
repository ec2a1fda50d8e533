import type { Geo } from "./geo.js";
import type { GeometryTools } from "./geometry.js";
import type { Layer } from "./layers.js";
import type { MapView } from "./map.js";
import type { Tasks } from "./tasks.js";

/**
 * The layers of the session by name, in the order of their submission. `delete layers.NAME` removes one.
 * @example
 * await geo.buffer(Layer.from({ type: "Point", coordinates: [8.5, 47.4] }), { distance: "2km", as: "near" });
 * console.log(layers.near.length, [...layers].map(({ name }) => name));
 */
export interface Layers extends Iterable<Layer> {
  [name: string]: Layer; // writable, so that it can be deleted; setting one is refused
}

export declare const geo: Geo;
export declare const layers: Layers;
export declare const tasks: Tasks;
export declare const map: MapView;
/** Ends the session: cancels what runs and stops the worker threads. A script need not call it. In a notebook it does nothing. */
export declare function close(): Promise<void>;
declare global {
  /**
   * Functions of geometries, planar, in layer units: in task functions, in cells, and by
   * `import { geometry } from "mapcell/geometry"` in scripts.
   */
  const geometry: GeometryTools;
}
