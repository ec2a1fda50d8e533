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

/** The style a layer starts with. @param order the layer's place in the session, from 0. */
export function styleFor(order: number): LayerStyle {
  return { color: PALETTE[order % PALETTE.length] ?? PALETTE[0], opacity: 0.8 };
}
