import { FAMILY, figureFonts } from "./font.ts";

export interface TextStyle {
  /** In pixels of 1/96 inch. */
  readonly size: number;
  readonly bold?: boolean;
  readonly color?: string;
  readonly anchor?: "start" | "middle" | "end";
  /** Colour of a halo that sets it off from what lies below. */
  readonly halo?: string;
}

export const INK = "#1f2328";
export const DIM = "#57606a";

/** A line of text with its baseline at x, y. Nothing in it is taken for markup. */
export function svgText(text: string, x: number, y: number, style: TextStyle): string {
  const { size, bold = false, color = INK, anchor = "start", halo } = style;
  const around =
    halo === undefined
      ? ""
      : ` stroke="${halo}" stroke-width="${rounded(size / 4)}" stroke-linejoin="round" paint-order="stroke"`;
  return `<text x="${rounded(x)}" y="${rounded(y)}" font-family="${FAMILY}, Verdana, sans-serif" font-size="${rounded(size)}"${bold ? ' font-weight="bold"' : ""} fill="${color}" text-anchor="${anchor}"${around}>${escapeXml(text)}</text>`;
}

export function textWidth(text: string, { size, bold = false }: Pick<TextStyle, "size" | "bold">): number {
  const { plain, bold: strong } = figureFonts();
  return (bold ? strong : plain).widthOf(text, size);
}

/** The text, or as much of it as has room, with … in its middle. */
export function fittedText(text: string, width: number, style: Pick<TextStyle, "size" | "bold">): string {
  const letters = Array.from(text);
  if (textWidth(text, style) <= width) return text;
  for (let kept = letters.length - 1; kept > 1; kept--) {
    const head = Math.ceil(kept / 2);
    const short = `${letters.slice(0, head).join("")}…${letters.slice(letters.length - (kept - head)).join("")}`;
    if (textWidth(short, style) <= width) return short;
  }
  return "…";
}

export function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}

/** XML has no place for most control characters, escaped or not. */
function escapeXml(text: string): string {
  const printable = text.replaceAll(/[\p{Cc}\p{Cs}\uFFFE\uFFFF]/gu, " ");
  return printable.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
