import type { GeometryColumn } from "../geometry/column.ts";

/** How features of one class are drawn, and what the legend says of them. */
export interface StyleClass {
  /** "#rrggbb" */
  readonly color: string;
  /** "1,200 – 5,000", or the category. */
  readonly label: string;
  /** Features of the class. */
  readonly count: number;
  /** In pixels, where sizes go by value. */
  readonly size?: number;
}

/** What a layer's features are told apart by. */
export interface Classes {
  /** Lowest or most frequent first; features without a value are the last one, if there are any. */
  readonly list: readonly StyleClass[];
  /** Position in `list` of each feature's class, in shared memory. */
  readonly numbers: Uint8Array;
}

/** What is written at features, the most important first; in shared memory. */
export interface Labels {
  /** A point for each label, in the layer's CRS. */
  readonly at: GeometryColumn;
  /** The feature of each label. */
  readonly features: Uint32Array;
  /** UTF-8 of all texts, and where each begins. */
  readonly bytes: Uint8Array;
  readonly offsets: Uint32Array;
}

export interface TileLabels extends Labels {
  /** x, y of each label on the unit square of Web Mercator. */
  readonly onMap: Float64Array;
}

export const METHODS = ["quantile", "equal", "jenks", "pretty", "std", "log", "categories"] as const;
export type Method = (typeof METHODS)[number];

/** How classes are made of an expression's values. */
export interface ClassRequest {
  /** A field or an expression. */
  readonly by: string;
  /** Absent: quantile for numbers, categories for anything else. */
  readonly method?: Method;
  /** 2 to 20; 5 if nothing is said. */
  readonly classes?: number;
  /** Upper ends of all classes but the last, ascending, instead of a method. */
  readonly breaks?: readonly number[];
  readonly palette?: string;
  /** Sizes of points or lines by value: smallest and largest, in pixels. */
  readonly sizes?: readonly [number, number];
}

/** How a layer is drawn, on the live map and in pictures alike. Sizes are in pixels. */
export interface LayerStyle {
  /** "#rrggbb", for fill, outline and legend. */
  readonly color: string;
  /** Of the whole layer, 0 to 1. */
  readonly opacity: number;
  /** Of lines, and of outlines of polygons. Absent: what suits the kind. */
  readonly width?: number;
  /** Of points. Absent: smaller where there are many. */
  readonly radius?: number;
  /** Colour of polygons' outlines and around points; "none" for none. */
  readonly outline?: string;
  /** Lengths of dashes and gaps of lines, in widths. */
  readonly dash?: readonly number[];
  /** How classes are wanted; they are made by a task, and made anew when the layer is replaced. */
  readonly request?: ClassRequest | undefined;
  /** Absent until they are made. */
  readonly classes?: Classes | undefined;
  /** A field or an expression that says what is written at features. */
  readonly label?: string | undefined;
  /** Absent until they are made. */
  readonly labels?: TileLabels | undefined;
  /** Zooms between which the live map shows it. */
  readonly visibleZoom?: readonly number[];
  /** Why classes or labels could not be made of a layer that was replaced. */
  readonly problem?: string | undefined;
  /** Whether somebody chose it: what was not may be drawn as a quiet backdrop. */
  readonly chosen?: boolean;
}

/**
 * Okabe and Ito's palette, which stays distinct in the common kinds of colour blindness ("Color Universal Design",
 * 2008), without black, and ordered for maps: strong neighbours first, the pale ones, weak on light ground, last.
 */
export const OKABE_ITO = ["#0072b2", "#e69f00", "#009e73", "#cc79a7", "#d55e00", "#56b4e9", "#f0e442"] as const;
/** Dark and muted, for when all of those are in use (Paul Tol's "muted" scheme, 2021). */
export const MUTED = ["#332288", "#882255", "#117733", "#999933", "#aa4499", "#661100"] as const;

/**
 * The style a layer starts with: the first colour that the fewest of the others have.
 * @param used the colours of the layers that are there.
 */
export function freshStyle(used: readonly string[] = []): LayerStyle {
  const colors = [...OKABE_ITO, ...MUTED];
  const counts = colors.map((color) => used.filter((other) => other === color).length);
  const color = colors[counts.indexOf(Math.min(...counts))] ?? OKABE_ITO[0];
  return { color, opacity: 0.8 };
}
