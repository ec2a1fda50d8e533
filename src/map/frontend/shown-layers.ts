import type {
  AddLayerObject,
  ErrorEvent,
  FilterSpecification,
  Map as GlMap,
  MapSourceDataEvent,
  SymbolLayerSpecification,
} from "maplibre-gl";
import type { MapLayer } from "../map-state.ts";
import { LABEL_PROPERTY, mapPaint, outlinePaint, type Paint } from "../../styles/map-paint.ts";
import { LABELS } from "./basemap.ts";
import { basemapColors } from "./theme.ts";

/** The deepest zoom the kernel cuts tiles for. */
const MAX_TILE_ZOOM = 16;
/** Layers inside the kernel's tiles: shapes, and squares that stand for polygons below a pixel. */
const SHAPES = "shapes";
const TINY = "tiny";
/** What is written at features. */
const NAMES = "labels";

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
  readonly type: "fill" | "line" | "circle" | "symbol";
  readonly tileLayer: typeof SHAPES | typeof TINY | typeof NAMES;
  /** Of polygons: a line of its own width, where the fill's own outline is too thin. */
  readonly isOutline: boolean;
}

export interface ShownLayersEvents {
  /** The layer's pixels are on the screen. */
  painted(layer: MapLayer, ms: number): void;
  /** Some of its tiles can't be made. */
  failed(layer: MapLayer, message: string): void;
  /** What else uses this source has to leave it. */
  leaving(source: string): void;
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

  /** Where the features of a layer are that are on the screen. */
  sourceOf(id: string): string | undefined {
    return [...this.#revisions.values()].find((one) => one.isShown && one.layer.id === id)?.source;
  }

  #add(source: string, layer: MapLayer): void {
    const map = this.#map;
    map.addSource(source, {
      type: "vector",
      tiles: [this.#tileUrl(layer)],
      maxzoom: MAX_TILE_ZOOM,
      ...(layer.bounds !== null && fitsOneWorld(layer.bounds) ? { bounds: widened(layer.bounds) } : {}),
    });
    const parts = partsOf(source, layer);
    for (const part of parts) map.addLayer(styleOf(part, source, layer), this.#above(part));
    const revision: Revision = { layer, source, parts, since: performance.now(), isShown: false };
    this.#revisions.set(source, revision);
    if (layer.visible) this.#showWhenLoaded(revision);
    else this.#show(revision);
  }

  /** Names are above those of the basemap, all else is below. */
  #above({ type }: Part): string | undefined {
    if (type === "symbol") return undefined;
    return this.#map.getLayer(LABELS) === undefined ? undefined : LABELS;
  }

  #restyle(revision: Revision, layer: MapLayer): void {
    const before = revision.layer;
    revision.layer = layer;
    for (const { id } of revision.parts) {
      if (before.visible !== layer.visible)
        this.#map.setLayoutProperty(id, "visibility", layer.visible ? "visible" : "none");
      if (before.style.zooms?.join() !== layer.style.zooms?.join()) this.#map.setLayerZoomRange(id, ...zoomsOf(layer));
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
    this.#events.leaving(revision.source);
    for (const { id } of revision.parts) this.#map.removeLayer(id);
    this.#map.removeSource(revision.source);
    this.#revisions.delete(revision.source);
  }

  /**
   * Puts the layers in the list's order, each below the next, revisions of one layer together, and what is written at
   * them above all shapes.
   */
  #sort(layers: readonly MapLayer[]): void {
    const all = layers.flatMap(({ id }) =>
      [...this.#revisions.values()].filter(({ layer }) => layer.id === id).flatMap(({ parts }) => parts),
    );
    const parts = [...all.filter(({ type }) => type !== "symbol"), ...all.filter(({ type }) => type === "symbol")];
    const ids = parts.map(({ id }) => id);
    const present = this.#map.getLayersOrder().filter((id) => ids.includes(id));
    if (present.join() === ids.join()) return;
    for (const part of parts) this.#map.moveLayer(part.id, this.#above(part));
  }

  /** Takes the colours of the theme as it is now. */
  repaint(): void {
    for (const revision of this.#revisions.values()) if (revision.isShown) this.#paint(revision);
  }
}

function sourceId({ id, rev }: MapLayer): string {
  return `${id}@${rev}`;
}

function fitsOneWorld([west, , east]: readonly number[]): boolean {
  return west !== undefined && east !== undefined && west >= -180 && east <= 180;
}

/** MapLibre's own limits where nobody gave any. */
function zoomsOf({ style: { zooms: [from = 0, to = 24] = [] } }: MapLayer): [number, number] {
  return [from, to];
}

/** MapLibre asks for no tile at all where bounds without a width lie on the edge of tiles, as a point at 0, 0 does. */
function widened([west, south, east, north]: NonNullable<MapLayer["bounds"]>): [number, number, number, number] {
  return [Math.max(-180, west - 1e-6), south - 1e-6, Math.min(180, east + 1e-6), north + 1e-6];
}

function partsOf(source: string, layer: MapLayer): Part[] {
  const id = `${source}/symbol/${NAMES}`;
  const names: Part[] = layer.style.hasLabels ? [{ id, type: "symbol", tileLayer: NAMES, isOutline: false }] : [];
  return [...shapesOf(source, layer), ...names];
}

function shapesOf(source: string, { kind }: MapLayer): Part[] {
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
  if (type === "symbol") {
    const { ink, inkHalo } = basemapColors();
    return [
      ["text-color", ink],
      ["text-halo-color", inkHalo],
      ["text-halo-width", 1.4],
      ["text-opacity", 1],
    ];
  }
  return isOutline ? outlinePaint(style) : mapPaint(type, style, count);
}

/**
 * As it will be drawn, but transparent: colours by value that came only when it is shown would have to be worked into its
 * tiles first, and MapLibre draws black until then.
 */
function styleOf(part: Part, source: string, layer: MapLayer): AddLayerObject {
  const { id, type, tileLayer, isOutline } = part;
  const paint = Object.fromEntries(paintOf(part, layer));
  const shapes = { fill: "Polygon", line: "LineString", circle: "Point", symbol: "Point" } as const;
  const geometry = isOutline ? "Polygon" : shapes[type];
  const [minzoom, maxzoom] = zoomsOf(layer);
  const filter: FilterSpecification = ["==", ["geometry-type"], geometry];
  const common = {
    id,
    source,
    "source-layer": tileLayer,
    filter,
    minzoom,
    maxzoom,
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
    case "symbol":
      return {
        ...common,
        type,
        layout: { ...common.layout, ...nameLayout(layer) },
        paint: { ...paint, "text-opacity": 0 },
      };
  }
}

/** As figures place them: beside points, on lines and areas, and only where there is room. */
function nameLayout({ kind }: MapLayer): NonNullable<SymbolLayerSpecification["layout"]> {
  return {
    "text-field": ["get", LABEL_PROPERTY],
    "text-font": ["sans-serif"],
    "text-size": 12,
    "text-max-width": 100,
    "text-padding": 2,
    ...(kind === "point"
      ? { "text-variable-anchor": ["bottom", "top", "left", "right"], "text-radial-offset": 0.6 }
      : { "text-anchor": "center" }),
  };
}
