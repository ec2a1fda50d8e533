import type { FilterSpecification, Map as GlMap } from "maplibre-gl";

const SHAPES = "shapes";

/** Outlines of some features above all layers: those of a selection, or the one below the pointer. */
export class Highlight {
  readonly #map: GlMap;
  readonly #id: string;
  readonly #color: string;
  #source: string | undefined;

  /** @param id unlike those of other highlights of the map */
  constructor(map: GlMap, id: string, color: string) {
    this.#map = map;
    this.#id = id;
    this.#color = color;
  }

  /** @param source of the layer on the map; undefined where it is not shown */
  show(source: string | undefined, features: readonly number[]): void {
    const wanted = features.length === 0 ? undefined : source;
    if (wanted !== this.#source) this.#move(wanted);
    if (wanted === undefined) return;
    const isOne: FilterSpecification = ["in", ["id"], ["literal", [...features]]];
    for (const id of this.#ids()) this.#map.setFilter(id, filterOf(id, isOne));
  }

  /** Before the source is taken away. */
  leave(source: string): void {
    if (source === this.#source) this.#move(undefined);
  }

  #ids(): readonly string[] {
    return ["casing", "line", "circle"].map((part) => `${this.#id}/${part}`);
  }

  #move(source: string | undefined): void {
    for (const id of this.#ids()) if (this.#map.getLayer(id) !== undefined) this.#map.removeLayer(id);
    this.#source = source;
    if (source === undefined) return;
    const [casing, line, circle] = this.#ids() as [string, string, string];
    const filter: FilterSpecification = ["boolean", false];
    const common = { source, "source-layer": SHAPES, filter } as const;
    const strokes = [
      { id: casing, color: "#ffffff", width: 5 },
      { id: line, color: this.#color, width: 2.5 },
    ];
    for (const { id, color, width } of strokes)
      this.#map.addLayer({ ...common, id, type: "line", paint: { "line-color": color, "line-width": width } });
    this.#map.addLayer({
      ...common,
      id: circle,
      type: "circle",
      paint: {
        "circle-radius": 7,
        "circle-opacity": 0,
        "circle-stroke-color": this.#color,
        "circle-stroke-width": 2.5,
      },
    });
  }
}

function filterOf(id: string, isOne: FilterSpecification): FilterSpecification {
  const isPoint: FilterSpecification = ["==", ["geometry-type"], "Point"];
  return ["all", isOne, id.endsWith("circle") ? isPoint : ["!", isPoint]] as FilterSpecification;
}
