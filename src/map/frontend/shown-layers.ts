import type { AddLayerObject, ErrorEvent, FilterSpecification, Map as GlMap, MapSourceDataEvent } from "maplibre-gl";
import type { MapLayer } from "../map-state.ts";
import { mapPaint, outlinePaint, type Paint } from "../../styles/map-paint.ts";
import { LABELS } from "./basemap.ts";

/** The deepest zoom the kernel cuts tiles for. */
const MAX_TILE_ZOOM = 16;
/** Layers inside the kernel's tiles: shapes, and squares that stand for polygons below a pixel. */
const SHAPES = "shapes";
const TINY = "tiny";

type Setting = Parameters<GlMap["setPaintProperty"]>;

/** One revision of one layer on the map. */
interface Revision {
  layer: MapLayer;
  readonly source: string;
  readonly parts: readonly Part[];
  readonly since: number;
  /** False while its tiles are on their way: it takes part in everything, fully transparent. */
  isShown: boolean;
}

interface Part {
  readonly id: string;
  readonly type: "fill" | "line" | "circle";
  readonly tileLayer: typeof SHAPES | typeof TINY;
  /** Of polygons: a line of its own width, where the fill's own outline is too thin. */
  readonly isOutline: boolean;
}

export interface ShownLayersEvents {
  /** The layer's pixels are on the screen. */
  painted(layer: MapLayer, ms: number): void;
  /** Some of its tiles can't be made. */
  failed(layer: MapLayer, message: string): void;
}

/**
 * Brings the map's style in line with the list of layers. A new revision loads transparent, above the old one; when all
 * its tiles in view are there the two change places in one frame.
 */
export class ShownLayers {
  readonly #map: GlMap;
  readonly #tileUrl: (layer: MapLayer) => string;
  readonly #events: ShownLayersEvents;
  readonly #revisions = new Map<string, Revision>();

  constructor(map: GlMap, tileUrl: (layer: MapLayer) => string, events: ShownLayersEvents) {
    this.#map = map;
    this.#tileUrl = tileUrl;
    this.#events = events;
    map.on("sourcedata", this.#onSourceData);
    map.on("error", this.#onError);
  }

  /** @param layers lowest first. */
  sync(layers: readonly MapLayer[]): void {
    const wanted = new Map(layers.map((layer) => [sourceId(layer), layer]));
    for (const revision of this.#revisions.values()) {
      const isNewest = wanted.has(revision.source);
      const isReplaced = layers.some((layer) => layer.id === revision.layer.id);
      // the one before stays until its successor is painted; anything else that is not wanted goes
      if (!isNewest && !(isReplaced && revision.isShown)) this.#remove(revision);
    }
    for (const [source, layer] of wanted) {
      const revision = this.#revisions.get(source);
      if (revision === undefined) this.#add(source, layer);
      else this.#restyle(revision, layer);
    }
    this.#sort(layers);
  }

  /** The layers and features at a point of the screen, topmost first, each feature once. */
  featuresAt(x: number, y: number): { readonly layer: MapLayer; readonly feature: number }[] {
    const shown = [...this.#revisions.values()].filter(({ isShown }) => isShown);
    const parts = shown.flatMap((revision) => revision.parts.map(({ id }) => [id, revision.layer] as const));
    const layerOf = new Map(parts);
    const box: [[number, number], [number, number]] = [
      [x - 3, y - 3],
      [x + 3, y + 3],
    ];
    const found = new Map<string, { layer: MapLayer; feature: number }>();
    for (const { layer, id } of this.#map.queryRenderedFeatures(box, { layers: [...layerOf.keys()] })) {
      const owner = layerOf.get(layer.id);
      if (owner !== undefined && typeof id === "number") found.set(`${owner.id}/${id}`, { layer: owner, feature: id });
    }
    return [...found.values()];
  }

  #add(source: string, layer: MapLayer): void {
    const map = this.#map;
    map.addSource(source, {
      type: "vector",
      tiles: [this.#tileUrl(layer)],
      maxzoom: MAX_TILE_ZOOM,
      ...(layer.bounds !== null && fitsOneWorld(layer.bounds) ? { bounds: [...layer.bounds] } : {}),
    });
    const parts = partsOf(source, layer);
    for (const part of parts) map.addLayer(styleOf(part, source, layer), this.#above());
    const revision: Revision = { layer, source, parts, since: performance.now(), isShown: false };
    this.#revisions.set(source, revision);
    if (layer.visible) this.#showWhenLoaded(revision);
    else this.#show(revision);
  }

  #above(): string | undefined {
    return this.#map.getLayer(LABELS) === undefined ? undefined : LABELS;
  }

  #restyle(revision: Revision, layer: MapLayer): void {
    const before = revision.layer;
    revision.layer = layer;
    for (const { id } of revision.parts) {
      if (before.visible !== layer.visible)
        this.#map.setLayoutProperty(id, "visibility", layer.visible ? "visible" : "none");
    }
    if (revision.isShown && JSON.stringify(before.style) !== JSON.stringify(layer.style)) this.#paint(revision);
    if (!revision.isShown && !layer.visible) this.#show(revision);
  }

  readonly #onSourceData = ({ sourceId: id }: MapSourceDataEvent): void => {
    const revision = this.#revisions.get(id);
    if (revision !== undefined && !revision.isShown) this.#showWhenLoaded(revision);
  };

  readonly #onError = (event: ErrorEvent & { readonly sourceId?: string }): void => {
    const revision = this.#revisions.get(event.sourceId ?? "");
    if (revision !== undefined) this.#events.failed(revision.layer, event.error.message);
  };

  #showWhenLoaded(revision: Revision): void {
    if (!this.#map.isSourceLoaded(revision.source)) return;
    this.#show(revision);
  }

  /** Makes the revision visible and takes its predecessors away: MapLibre draws both changes in its next frame. */
  #show(revision: Revision): void {
    revision.isShown = true;
    this.#paint(revision);
    for (const other of this.#revisions.values()) {
      if (other !== revision && other.layer.id === revision.layer.id) this.#remove(other);
    }
    if (!revision.layer.visible) return;
    this.#map.once("render", () => this.#events.painted(revision.layer, performance.now() - revision.since));
    this.#map.triggerRepaint();
  }

  #paint({ parts, layer }: Revision): void {
    for (const part of parts) {
      for (const [property, value] of paintOf(part, layer))
        this.#map.setPaintProperty(part.id, property as Setting[1], value as Setting[2]);
    }
  }

  #remove(revision: Revision): void {
    for (const { id } of revision.parts) this.#map.removeLayer(id);
    this.#map.removeSource(revision.source);
    this.#revisions.delete(revision.source);
  }

  /** Puts the layers in the list's order, each below the next, revisions of one layer together. */
  #sort(layers: readonly MapLayer[]): void {
    const ids = layers.flatMap(({ id }) =>
      [...this.#revisions.values()]
        .filter(({ layer }) => layer.id === id)
        .flatMap(({ parts }) => parts.map((part) => part.id)),
    );
    const present = this.#map.getLayersOrder().filter((id) => ids.includes(id));
    if (present.join() === ids.join()) return;
    for (const id of ids) this.#map.moveLayer(id, this.#above());
  }
}

function sourceId({ id, rev }: MapLayer): string {
  return `${id}@${rev}`;
}

function fitsOneWorld([west, , east]: readonly number[]): boolean {
  return west !== undefined && east !== undefined && west >= -180 && east <= 180;
}

function partsOf(source: string, { kind }: MapLayer): Part[] {
  const part = (type: Part["type"], tileLayer: Part["tileLayer"] = SHAPES, isOutline = false): Part => ({
    id: `${source}/${isOutline ? "outline" : type}/${tileLayer}`,
    type,
    tileLayer,
    isOutline,
  });
  const [fill, tiny, line, circle] = [part("fill"), part("fill", TINY), part("line"), part("circle")];
  const outline = part("line", SHAPES, true);
  switch (kind) {
    case "polygon":
      return [tiny, fill, outline];
    case "line":
      return [line];
    case "point":
      return [circle];
    case "mixed":
      return [tiny, fill, outline, line, circle];
  }
}

function paintOf({ type, isOutline }: Part, { style, count }: MapLayer): Paint[] {
  return isOutline ? outlinePaint(style) : mapPaint(type, style, count);
}

/**
 * As it will be drawn, but transparent: colours by value that came only when it is shown would have to be worked into its
 * tiles first, and MapLibre draws black until then.
 */
function styleOf(part: Part, source: string, layer: MapLayer): AddLayerObject {
  const { id, type, tileLayer, isOutline } = part;
  const paint = Object.fromEntries(paintOf(part, layer));
  const geometry = isOutline ? "Polygon" : { fill: "Polygon", line: "LineString", circle: "Point" }[type];
  const filter: FilterSpecification = ["==", ["geometry-type"], geometry];
  const common = {
    id,
    source,
    "source-layer": tileLayer,
    filter,
    layout: { visibility: layer.visible ? "visible" : "none" },
  } as const;
  switch (type) {
    case "fill":
      return {
        ...common,
        type,
        paint: { ...paint, "fill-opacity": 0, "fill-antialias": tileLayer === SHAPES },
      };
    case "line":
      return { ...common, type, paint: { ...paint, "line-opacity": 0 } };
    case "circle":
      return {
        ...common,
        type,
        paint: { ...paint, "circle-opacity": 0, "circle-stroke-opacity": 0 },
      };
  }
}
