/** How a layer is drawn. */
export interface LayerStyle {
  /** "#rrggbb", for fill, outline and legend. */
  readonly color: string;
  /** Of the whole layer, 0 to 1. */
  readonly opacity: number;
}

/**
 * Okabe and Ito's palette, which stays distinct in the common kinds of colour blindness ("Color Universal Design",
 * 2008), without black, and ordered for maps: strong neighbours first, the pale ones, weak on light ground, last.
 */
const PALETTE = ["#0072b2", "#e69f00", "#009e73", "#cc79a7", "#d55e00", "#56b4e9", "#f0e442"] as const;
/** Dark and muted, for when all of those are in use (Paul Tol's "muted" scheme, 2021). */
const MORE = ["#332288", "#882255", "#117733", "#999933", "#aa4499", "#661100"] as const;

/**
 * The style a layer starts with: the first colour that the fewest of the others have.
 * @param used the colours of the layers that are there.
 */
export function freshStyle(used: readonly string[] = []): LayerStyle {
  const colors = [...PALETTE, ...MORE];
  const counts = colors.map((color) => used.filter((other) => other === color).length);
  const color = colors[counts.indexOf(Math.min(...counts))] ?? PALETTE[0];
  return { color, opacity: 0.8 };
}
