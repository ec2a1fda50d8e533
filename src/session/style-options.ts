import { SpatialError } from "../errors.ts";
import { didYouMean } from "../layers/near-names.ts";
import { type ClassRequest, type LayerStyle, type Method, METHODS } from "../layers/layer-style.ts";
import { paletteColors } from "../styles/palettes.ts";

/** What `%style` and `map.style` take. What is left out stays as it is. */
export interface StyleOptions {
  /** A field or an expression whose values tell features apart. */
  readonly by?: string | undefined;
  readonly method?: Method | undefined;
  /** 2 to 20; 5 if nothing is said. */
  readonly classes?: number | undefined;
  /** Upper ends of all classes but the last, ascending. */
  readonly breaks?: readonly number[] | undefined;
  readonly palette?: string | undefined;
  /** "#rrggbb" */
  readonly color?: string | undefined;
  /** 0 to 1. */
  readonly opacity?: number | undefined;
  /** In pixels. */
  readonly width?: number | undefined;
  /** Of points, in pixels; two are the smallest and the largest of sizes by value. */
  readonly radius?: number | readonly [number, number] | undefined;
  /** "#rrggbb" or "none" */
  readonly outline?: string | undefined;
  /** Lengths of dashes and gaps, in widths. */
  readonly dash?: readonly number[] | undefined;
}

const COLOR = /^#[0-9a-f]{6}$/i;

/** @throws SpatialError BAD_ARGUMENT naming the option, its value and what is allowed */
export function styleOf(options: StyleOptions, before: LayerStyle | undefined): Partial<LayerStyle> {
  const { color, outline, opacity, width, dash, radius } = options;
  for (const [name, value] of Object.entries({ color, outline })) {
    const isNone = name === "outline" && value === "none";
    if (value !== undefined && !isNone && !COLOR.test(value)) throw wrong(name, value, 'a colour such as "#0072b2"');
  }
  inRange("opacity", opacity, [0, 1]);
  inRange("width", width, [0, 50]);
  for (const size of typeof radius === "object" ? radius : [radius]) inRange("radius", size, [0, 100]);
  const request = requestOf(options, before?.request);
  const plain = { color, outline, opacity, width, dash, radius: typeof radius === "number" ? radius : undefined };
  const given = Object.entries(plain).filter(([, value]) => value !== undefined);
  // a colour that is asked for ends the classes, unless it is asked for with them
  const endsClasses = color !== undefined && options.by === undefined;
  return {
    ...Object.fromEntries(given),
    chosen: true,
    ...(request && !endsClasses ? { request, problem: undefined } : {}),
    ...(endsClasses ? { request: undefined, classes: undefined, problem: undefined } : {}),
  };
}

/** The classes asked for: anew, or those that there are with something changed. */
function requestOf(options: StyleOptions, before: ClassRequest | undefined): ClassRequest | undefined {
  const { method, classes, breaks, palette, radius } = options;
  const by = options.by ?? before?.by;
  const sizes = typeof radius === "object" ? radius : undefined;
  const given = Object.entries({ method, classes, breaks, palette, sizes }).filter(([, value]) => value !== undefined);
  if (by === undefined) {
    const [first] = given;
    if (first)
      throw wrong(
        first[0] === "sizes" ? "radius" : first[0],
        first[1],
        "to be used with --by FIELD, whose values it is about",
      );
    return undefined;
  }
  if (options.by === undefined && given.length === 0) return undefined;
  checkRequest(options);
  const kept = options.by === undefined ? before : undefined;
  return { ...kept, by, ...Object.fromEntries(given) };
}

function checkRequest({ method, classes, palette }: StyleOptions): void {
  if (method !== undefined && !METHODS.includes(method))
    throw wrong("method", method, `one of ${METHODS.join(", ")}.${didYouMean(method, METHODS)}`);
  if (classes !== undefined && !(Number.isInteger(classes) && classes >= 2 && classes <= 20))
    throw wrong("classes", classes, "a whole number from 2 to 20");
  if (palette !== undefined) paletteColors(palette, 1);
}

function inRange(name: string, value: number | undefined, [least, most]: readonly [number, number]): void {
  if (value !== undefined && !(value >= least && value <= most))
    throw wrong(name, value, `a number from ${least} to ${most}`);
}

function wrong(name: string, value: unknown, expected: string): SpatialError {
  return new SpatialError("BAD_ARGUMENT", `${name} is ${JSON.stringify(value)}; expected ${expected}.`);
}
