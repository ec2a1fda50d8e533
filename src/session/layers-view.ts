import { SpatialError } from "../errors.ts";
import type { Layer } from "../layers/layer.ts";
import type { LayerNames } from "./layer-names.ts";
import { keepOnMainLoop } from "./main-loop-objects.ts";

/** What `layers` is in a cell: a property per name, iterable in order, `delete layers.NAME` removes one. */
export type LayersView = Iterable<Layer> & Readonly<Record<string, Layer>>;

export function layersView(names: LayerNames): LayersView {
  const target = Object.create(null) as LayersView;
  const text = (): string => `Layers: ${[...names.ready()].map(({ name }) => name).join(", ") || "none"}`;
  // what prints looks at the target itself
  Object.defineProperty(target, Symbol.for("nodejs.util.inspect.custom"), { value: text, configurable: true });
  return keepOnMainLoop(
    new Proxy(target, {
      get: (_, key) => {
        if (key === Symbol.iterator) return () => names.ready()[Symbol.iterator]();
        // a layer may be called toString or valueOf
        if (key === Symbol.toPrimitive) return text;
        // Symbols and `then` are asked for by inspection and by await, not by people looking for a layer.
        if (typeof key === "symbol" || (key === "then" && !names.has(key))) return undefined;
        return names.layer(key);
      },
      has: (_, key) => typeof key === "string" && names.has(key),
      ownKeys: () => names.ready().map((layer) => layer.name),
      getOwnPropertyDescriptor: (_, key) =>
        typeof key === "string" && names.has(key)
          ? { configurable: true, enumerable: true, get: () => names.layer(key) }
          : undefined,
      set: (_, key) => {
        throw new SpatialError(
          "BAD_ARGUMENT",
          `layers.${String(key)} can't be assigned. Name a result instead: geo.buffer(roads, { distance: "50m", as: "${String(key)}" }).`,
        );
      },
      deleteProperty: (_, key) => typeof key === "string" && names.remove(key),
    }),
    "layers",
  );
}
