const NARROW = /[iljtfrI.,:;'|!()[\]\-"`° ]/;
const BROAD = /[mwMW@%…—→]/;
const CAPITAL = /[A-Z0-9_#$&+<=>?~^]/;
/** From here on scripts may have letters as broad as they are high. */
const OTHER_SCRIPTS = 0x2e80;

/** About how wide a text gets at 12 pixels in the sans-serif fonts of browsers; rather too wide than too narrow. */
export function widthOf(text: string): number {
  return Array.from(text).reduce((sum, char) => sum + charWidth(char), 0);
}

/** The text, or as much of its beginning as fits with an ellipsis. */
export function cutToWidth(text: string, width: number): string {
  const chars = Array.from(text);
  let used = 0;
  const fits = chars.findIndex((char) => (used += charWidth(char)) > width);
  if (fits < 0) return text;
  used = charWidth("…");
  const cut = chars.findIndex((char) => (used += charWidth(char)) > width);
  return `${chars.slice(0, cut).join("").trimEnd()}…`;
}

function charWidth(char: string): number {
  if (NARROW.test(char)) return 4.8;
  if (BROAD.test(char)) return 12;
  if (CAPITAL.test(char)) return 8.6;
  return (char.codePointAt(0) ?? 0) >= OTHER_SCRIPTS ? 13 : 7.3;
}
