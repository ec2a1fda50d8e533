declare const engineGeometry: unique symbol;

/** A geometry inside one engine instance of one thread. It never crosses a thread and dies with its scope. */
export interface EngineGeometry {
  readonly [engineGeometry]?: never;
}
