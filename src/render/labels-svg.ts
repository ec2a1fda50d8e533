import type { Labels } from "../layers/layer-style.ts";
import type { ShapeKind } from "../styles/drawing.ts";
import { labelText } from "../styles/labels.ts";
import { svgText, textWidth } from "./figure/svg-text.ts";
import type { Frame } from "./svg-paths.ts";

/** A layer whose features have names. */
export interface NamedLayer {
  readonly kind: ShapeKind;
  readonly labels: Labels;
  /** x, y of each label on the plane of the frame. */
  readonly places: Float64Array;
  isMember?: ((feature: number) => boolean) | undefined;
}

interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

const SIZE = 12;
const HALO = "#ffffff";
/** Between names, in pixels of the style. */
const PADDING = 2;
/** Of a name from its point, in heights of the text. */
const BESIDE = 0.6;
/** Names of a layer that lie in the frame and are tried. */
const MOST_TRIED = 5000;

/**
 * Names at features, each only where no other is: those of upper layers first, and within a layer the most important
 * first; beside points (above, below, right, left), and on lines and areas. As MapLibre places them on the live map.
 * @param layers lowest first @param unit pixels of the picture for each of the style's
 */
export function labelsSvg(layers: readonly NamedLayer[], frame: Frame, unit = 1): string {
  const taken: Box[] = [];
  return layers
    .toReversed()
    .flatMap((layer) => placed(layer, frame, unit, taken))
    .join("");
}

function placed(layer: NamedLayer, frame: Frame, unit: number, taken: Box[]): string[] {
  const { labels, places, kind, isMember } = layer;
  const { left, top, scale, widthPx, heightPx } = frame;
  const drawn: string[] = [];
  let tried = 0;
  for (let index = 0; index < labels.features.length && tried < MOST_TRIED; index++) {
    const [x, y] = [(places[2 * index]! - left) * scale, (places[2 * index + 1]! - top) * scale];
    if (!(x >= 0 && x <= widthPx && y >= 0 && y <= heightPx)) continue;
    if (isMember?.(labels.features[index]!) === false) continue;
    tried++;
    const text = labelText(labels, index);
    const [width, height] = [textWidth(text, { size: SIZE }) * unit, SIZE * unit];
    const box = boxesAt([x, y], [width, height], kind).find(
      (one) => isWithin(one, frame) && !taken.some((other) => meets(one, other, PADDING * unit)),
    );
    if (box === undefined) continue;
    taken.push(box);
    // letters are about three quarters of their size high
    drawn.push(svgText(text, box.left, box.top + 0.85 * height, { size: height, halo: HALO }));
  }
  return drawn;
}

/** Where a name may stand, the best place first. */
function boxesAt(
  [x, y]: readonly [number, number],
  [width, height]: readonly [number, number],
  kind: ShapeKind,
): Box[] {
  const at = (left: number, top: number): Box => ({ left, top, right: left + width, bottom: top + height });
  const [across, down] = [x - width / 2, y - height / 2];
  if (kind !== "point") return [at(across, down)];
  const gap = BESIDE * height;
  return [at(across, y - gap - height), at(across, y + gap), at(x + gap, down), at(x - gap - width, down)];
}

function isWithin({ left, top, right, bottom }: Box, { widthPx, heightPx }: Frame): boolean {
  return left >= 0 && top >= 0 && right <= widthPx && bottom <= heightPx;
}

function meets(one: Box, other: Box, padding: number): boolean {
  return (
    one.left < other.right + padding &&
    other.left < one.right + padding &&
    one.top < other.bottom + padding &&
    other.top < one.bottom + padding
  );
}
