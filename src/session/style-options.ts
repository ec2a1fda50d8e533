import { SpatialError } from "../errors.ts";
import { type ClassRequest, type LayerStyle, METHODS } from "../layers/layer-style.ts";
import { checkValues, type LayersGiven } from "../schema/check-values.ts";
import type { ValuesOf } from "../schema/parameter.ts";
import { choice } from "../schema/types/choice.ts";
import { color } from "../schema/types/color.ts";
import { expression } from "../schema/types/expression.ts";
import { integer } from "../schema/types/integer.ts";
import { layer } from "../schema/types/layer.ts";
import { number } from "../schema/types/number.ts";
import { numbers } from "../schema/types/numbers.ts";
import { text } from "../schema/types/text.ts";
import { paletteColors, paletteNames } from "../styles/palettes.ts";

/** What a style is made of: of `%style`, `map.style` and, but for the layer, `%map`. What is left out stays as it is. */
export const STYLE = {
  name: "style",
  example: "%style countries --by population --palette YlGnBu",
  parameters: {
    layer: layer({ doc: "A layer, or one that is being made" }),
    by: expression({ optional: true, doc: "A field or an expression whose values tell features apart" }),
    method: choice(METHODS, { optional: true, doc: "How numbers make classes; quantile if nothing is said" }),
    classes: integer({ optional: true, min: 2, max: 20, doc: "How many; 5 if nothing is said" }),
    breaks: numbers({ optional: true, doc: "Upper ends of all classes but the last, instead of a method" }),
    palette: text({
      optional: true,
      values: paletteNames(),
      doc: "Colours of classes; with -r at its end turned around",
    }),
    color: color({ optional: true, doc: "One colour for all features" }),
    opacity: number({ optional: true, min: 0, max: 1, doc: "Of the whole layer" }),
    width: number({ optional: true, min: 0, max: 50, doc: "Of lines and outlines, in pixels" }),
    radius: numbers({ optional: true, min: 0, max: 100, most: 2, doc: "Of points, in pixels; two for sizes by value" }),
    outline: color({ optional: true, none: true, doc: "Of areas and around points" }),
    dash: numbers({ optional: true, min: 0, most: 8, doc: "Lengths of dashes and gaps, in widths of the line" }),
    label: expression({ optional: true, doc: "A field or an expression that is written at features; '' for nothing" }),
    visibleZoom: numbers({
      optional: true,
      min: 0,
      max: 24,
      most: 2,
      doc: "Zoom of the live map from which on it is shown, and up to which",
    }),
  },
} as const;

/** As they are given; any spelling of the names. */
export type StyleOptions = Readonly<Record<string, unknown>>;

type StyleValues = ValuesOf<typeof STYLE.parameters>;

/** @throws SpatialError BAD_ARGUMENT, UNKNOWN_OPTION naming the option, its value and what is allowed */
export function styleOf(
  options: StyleOptions,
  before: LayerStyle | undefined,
  layers?: LayersGiven,
): Partial<LayerStyle> {
  const values = checkValues(STYLE, options, layers);
  const { color: one, outline, opacity, width, dash, radius, label, visibleZoom } = values;
  const request = requestOf(values, before?.request);
  const plain = {
    color: one,
    outline,
    opacity,
    width,
    dash,
    visibleZoom,
    radius: radius?.length === 1 ? radius[0] : undefined,
  };
  const given = Object.entries(plain).filter(([, value]) => value !== undefined);
  // a colour that is asked for ends the classes, unless it is asked for with them
  const endsClasses = one !== undefined && values.by === undefined;
  return {
    ...Object.fromEntries(given),
    ...(label === undefined ? {} : { label, problem: undefined }),
    // who only names features, or says when they are seen, has chosen no colours
    ...(given.some(([name]) => name !== "visibleZoom") || request ? { chosen: true } : {}),
    ...(request && !endsClasses ? { request, problem: undefined } : {}),
    ...(endsClasses ? { request: undefined, classes: undefined, problem: undefined } : {}),
  };
}

/** The classes asked for: anew, or those that there are with something changed. */
function requestOf(values: StyleValues, before: ClassRequest | undefined): ClassRequest | undefined {
  const { method, classes, breaks, palette, radius } = values;
  const by = values.by ?? before?.by;
  const sizes = radius?.length === 2 ? radius : undefined;
  const given = Object.entries({ method, classes, breaks, palette, sizes }).filter(([, value]) => value !== undefined);
  if (palette !== undefined) paletteColors(palette, 1);
  if (by === undefined) {
    const [first] = given;
    if (first === undefined) return undefined;
    throw new SpatialError(
      "BAD_ARGUMENT",
      `style: ${first[0] === "sizes" ? "radius" : first[0]} is ${JSON.stringify(first[1])}, which is about classes; say of what: --by FIELD. Example: ${STYLE.example}`,
    );
  }
  if (values.by === undefined && given.length === 0) return undefined;
  return { ...(values.by === undefined ? before : undefined), by, ...Object.fromEntries(given) };
}
