import { Resvg } from "@resvg/resvg-js";
import type { CrsId } from "../../crs/crs-id.ts";
import { SpatialError } from "../../errors.ts";
import type { GeometryTools } from "../../expressions/function-definition.ts";
import { toText } from "../../layers/mixed-values.ts";
import { boundsOf, unionOfBounds } from "../../geometry/bounds.ts";
import type { Bounds } from "../../geometry/column.ts";
import type { LayerData } from "../../layers/layer-data.ts";
import { backdropAmong } from "../../styles/backdrop.ts";
import { classify, valueExpression } from "../../styles/classify.ts";
import { channels, drawingOf, seenColor } from "../../styles/drawing.ts";
import { labelsOf } from "../../styles/labels.ts";
import { LAND } from "../picture.ts";
import { palettePng, withResolution } from "../png.ts";
import { fontsFor } from "./font.ts";
import type { Facet, FigureLayer, FigureOptions, FigureMapLayer } from "./figure-parts.ts";
import { layOut } from "./layout.ts";
import { DEGREES, Plane } from "./plane.ts";

export interface FigureImage {
  readonly svg: string;
  /** In full colour, with its resolution. */
  readonly png: Uint8Array;
  /** The same in at most 256 colours, for outputs that are saved with the notebook. */
  readonly small: Uint8Array;
}

/** More maps in one figure can't be read. */
const MOST_FACETS = 24;
/** Nothing is looked at through a microscope: metres. */
const NARROWEST = 400;

/** Draws layers, the first lowest, with title, legend and what else is asked for. @param tools for expressions */
export function drawFigure(
  layers: readonly FigureLayer[],
  options: FigureOptions,
  tools: (crs: CrsId) => GeometryTools,
): FigureImage {
  const crs = options.crs ?? layers[0]?.data.crs ?? DEGREES;
  const rough = new Plane(crs);
  const around = boundsOn(rough, layers, options);
  const plane = new Plane(crs, -(around[1] + around[3]) / 2);
  const bounds = boundsOn(plane, layers, options);
  const drawn = drawnLayers(layers, tools);
  const facets = facetsOf(layers, options, tools);
  const svg = layOut({ plane, bounds, layers: drawn, facets }, options);
  return { svg, ...rasterized(svg, options, drawn) };
}

function boundsOn(plane: Plane, layers: readonly FigureLayer[], { extent }: FigureOptions): Bounds {
  const given =
    extent === undefined ? undefined : plane.boundsOf(extent.bounds, extent.crs ?? layers[0]?.data.crs ?? DEGREES);
  if (extent !== undefined && given === undefined) {
    throw new SpatialError(
      "BAD_ARGUMENT",
      `figure: extent is ${extent.bounds.join(",")}, which has no place in ${plane.crs}; give one in the CRS of the first layer, or with its CRS: "8,47,9,48 [EPSG:4326]".`,
    );
  }
  const boxes = layers.flatMap(({ data }) => boxOf(plane, data));
  const [minX, minY, maxX, maxY] = given ??
    unionOfBounds(boxes) ??
    plane.boundsOf([-180, -60, 180, 80], DEGREES) ?? [0, 0, 1, 1];
  const least = NARROWEST / plane.metresPerUnit;
  const [wider, higher] = [Math.max(0, least - (maxX - minX)) / 2, Math.max(0, least - (maxY - minY)) / 2];
  return [minX - wider, minY - higher, maxX + wider, maxY + higher];
}

function boxOf(plane: Plane, { geometry, crs }: LayerData): Bounds[] {
  const box = boundsOf(plane.shapes(geometry, crs));
  return box === undefined ? [] : [box];
}

function drawnLayers(layers: readonly FigureLayer[], tools: (crs: CrsId) => GeometryTools): FigureMapLayer[] {
  const globe = new Plane(DEGREES);
  const boxes = layers.map(({ data }) => boxOf(globe, data)[0]);
  const placed = layers.map((layer, index) => ({ ...layer, visible: true, bounds: boxes[index] }));
  const backdrop = backdropAmong(placed);
  return layers.map(({ name, kind, data, style }, index) => {
    const { request, label } = style;
    const classes = style.classes ?? (request && classify(data, request, tools(data.crs)));
    const labels = style.labels ?? (label === undefined ? undefined : labelsOf(data, label, tools(data.crs)));
    const drawing = drawingOf({ ...style, classes }, kind, index === backdrop);
    return { name, kind, data, drawing, count: data.geometry.length, classes: classes?.numbers, labels };
  });
}

/** A map for each value, in their order. */
function facetsOf(
  layers: readonly FigureLayer[],
  { facet }: FigureOptions,
  tools: (crs: CrsId) => GeometryTools,
): readonly Facet[] {
  if (facet === undefined) return [{ title: undefined, isMember: () => undefined }];
  const having = layers.filter(({ data }) => data.fields.some(({ name }) => name === facet));
  const split = having.length > 0 ? having : layers.slice(-1);
  const texts = new Map(
    split.map(({ name, data }) => {
      const bound = valueExpression(facet, data).bind(data, tools(data.crs));
      const values = Array.from({ length: data.geometry.length }, (_, row) => bound.at(row));
      return [name, values.map((value) => (value === null ? "no data" : toText(value)))] as const;
    }),
  );
  const order = new Intl.Collator("en", { numeric: true });
  const titles = [...new Set([...texts.values()].flat())].toSorted((a, b) => order.compare(a, b));
  if (titles.length > MOST_FACETS) {
    throw new SpatialError(
      "BAD_ARGUMENT",
      `figure: facet is ${facet}, which has ${titles.length} values; at most ${MOST_FACETS} maps fit into a figure. Give a field with fewer, or an expression that makes groups.`,
    );
  }
  return titles.map((title) => ({
    title,
    isMember: ({ name }) => {
      const own = texts.get(name);
      return own && ((feature) => own[feature] === title);
    },
  }));
}

function rasterized(
  svg: string,
  { dpi, basemap }: FigureOptions,
  layers: readonly FigureMapLayer[],
): Pick<FigureImage, "png" | "small"> {
  const image = new Resvg(svg, { font: fontsFor(svg), background: "#ffffff" }).render();
  const ground = basemap === undefined ? "#ffffff" : LAND;
  const keep = layers.flatMap(({ drawing: { classes, color, fillOpacity, opacity } }) =>
    (classes.length === 0 ? [{ color }] : classes).map((one) =>
      channels(seenColor(one.color, fillOpacity * opacity, ground)),
    ),
  );
  const { width: widthPx, height: heightPx } = image;
  return {
    png: withResolution(image.asPng(), dpi),
    small: withResolution(palettePng(image.pixels, { widthPx, heightPx, colors: 256, keep }), dpi),
  };
}
