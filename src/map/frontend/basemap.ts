import type { ExpressionSpecification, LayerSpecification, Map as GlMap, StyleSpecification } from "maplibre-gl";
import type { PackedWorld } from "../map-state.ts";
import { unpackLine } from "../map-state.ts";
import type { BasemapColors } from "./theme.ts";
import { basemapColors } from "./theme.ts";

/** From this zoom on the detailed shapes are shown. */
const DETAIL_ZOOM = 2.6;
/** User layers go below the labels and above everything else. */
export const LABELS = "labels";

export function emptyStyle(): StyleSpecification {
  return {
    version: 8,
    // layers change places in one frame: nothing fades in
    transition: { duration: 0, delay: 0 },
    sources: {},
    layers: [{ id: "water", type: "background", paint: { "background-color": basemapColors().water } }],
  };
}

/** The offline basemap: a world view at once, a detailed one pulled when somebody zooms in. */
export class Basemap {
  readonly #map: GlMap;
  readonly #pull: (detail: "worldLow" | "worldHigh") => Promise<Blob>;
  readonly #added: string[] = [];
  #isDetailed = false;

  constructor(map: GlMap, pull: (detail: "worldLow" | "worldHigh") => Promise<Blob>) {
    this.#map = map;
    this.#pull = pull;
  }

  async show(): Promise<void> {
    await this.#add("worldLow", 0);
    const whenNear = (): void => {
      if (this.#isDetailed || this.#map.getZoom() < DETAIL_ZOOM - 0.3) return;
      this.#isDetailed = true;
      this.#map.off("zoom", whenNear);
      void this.#add("worldHigh", DETAIL_ZOOM);
    };
    this.#map.on("zoom", whenNear);
    whenNear();
  }

  /** Takes the colours of the theme as it is now. */
  repaint(): void {
    const colors = basemapColors();
    const map = this.#map;
    map.setPaintProperty("water", "background-color", colors.water);
    for (const detail of this.#added) {
      map.setPaintProperty(`${detail}-land`, "fill-color", colors.land);
      map.setPaintProperty(`${detail}-borders`, "line-color", colors.border);
      map.setPaintProperty(`${detail}-coasts`, "line-color", colors.coast);
    }
    if (map.getLayer(LABELS) === undefined) return;
    map.setPaintProperty(LABELS, "text-color", colors.label);
    map.setPaintProperty(LABELS, "text-halo-color", colors.halo);
  }

  async #add(detail: "worldLow" | "worldHigh", minzoom: number): Promise<void> {
    const world = JSON.parse(await (await this.#pull(detail)).text()) as PackedWorld;
    const map = this.#map;
    if (map.style === undefined) return; // removed while the file was on its way
    map.addSource(detail, { type: "geojson", data: shapesOf(world), tolerance: 0.3 });
    const colors = basemapColors();
    const before = this.#lowest();
    for (const layer of shapeLayers(detail, colors, minzoom)) map.addLayer(layer, before);
    this.#added.push(detail);
    if (world.labels === undefined) {
      for (const part of ["land", "borders", "coasts"]) map.setLayerZoomRange(`worldLow-${part}`, 0, minzoom);
      return;
    }
    map.addSource(LABELS, { type: "geojson", data: labelPoints(world.labels) });
    map.addLayer(labelLayer(colors));
  }

  /** The layer that the basemap's shapes go below: the first one that is not its own. */
  #lowest(): string | undefined {
    return this.#map.getLayersOrder().find((id) => id !== "water" && !id.startsWith("world"));
  }
}

function shapeLayers(detail: string, colors: BasemapColors, minzoom: number): LayerSpecification[] {
  const width: ExpressionSpecification = ["interpolate", ["linear"], ["zoom"], 1, 0.5, 6, 1.2];
  const common = { source: detail, minzoom };
  return [
    {
      ...common,
      id: `${detail}-land`,
      type: "fill",
      filter: of("land"),
      paint: { "fill-color": colors.land, "fill-antialias": false },
    },
    {
      ...common,
      id: `${detail}-coasts`,
      type: "line",
      filter: of("coast"),
      paint: { "line-color": colors.coast, "line-width": width },
    },
    {
      ...common,
      id: `${detail}-borders`,
      type: "line",
      filter: of("border"),
      paint: { "line-color": colors.border, "line-width": width },
    },
  ];
}

function shapesOf(world: PackedWorld): GeoJSON.FeatureCollection {
  return {
    type: "FeatureCollection",
    features: [
      feature("land", { type: "MultiPolygon", coordinates: world.land.map((rings) => rings.map(unpackLine)) }),
      feature("coast", { type: "MultiLineString", coordinates: world.coasts.map(unpackLine) }),
      feature("border", { type: "MultiLineString", coordinates: world.borders.map(unpackLine) }),
    ],
  };
}

function labelPoints(labels: NonNullable<PackedWorld["labels"]>): GeoJSON.FeatureCollection {
  return {
    type: "FeatureCollection",
    features: labels.map(({ name, rank, at }) => ({
      type: "Feature",
      properties: { name, rank },
      geometry: { type: "Point", coordinates: [...at] },
    })),
  };
}

/** Drawn with the browser's own fonts: the style has no glyph server. */
function labelLayer(colors: BasemapColors): LayerSpecification {
  return {
    id: LABELS,
    type: "symbol",
    source: LABELS,
    filter: ["step", ["zoom"], upTo(1), 1.4, upTo(2), 2.4, upTo(3), 3.4, upTo(4), 4.4, upTo(5), 5.4, upTo(6)],
    layout: {
      "text-field": ["get", "name"],
      "text-font": ["sans-serif"],
      "text-size": ["interpolate", ["linear"], ["zoom"], 1, 11, 6, 15],
      "text-max-width": 7,
      "symbol-sort-key": ["get", "rank"],
      "text-padding": 6,
    },
    paint: { "text-color": colors.label, "text-halo-color": colors.halo, "text-halo-width": 1.3 },
  };
}

function of(kind: string): ExpressionSpecification {
  return ["==", ["get", "kind"], kind];
}

function upTo(rank: number): ExpressionSpecification {
  return ["<=", ["get", "rank"], rank];
}

function feature(kind: string, geometry: GeoJSON.Geometry): GeoJSON.Feature {
  return { type: "Feature", properties: { kind }, geometry };
}
