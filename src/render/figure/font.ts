import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);

/** What figures are written in, wherever they are made: DejaVu Sans, which has Latin, Greek, Cyrillic, Arabic and more. */
export const FAMILY = "DejaVu Sans";

/** The widths of a TrueType font's letters. */
export class Font {
  readonly path: string;
  readonly #file: DataView;
  readonly #tables: ReadonlyMap<string, number>;
  readonly #unitsPerEm: number;
  readonly #widths: number;
  /** By code point. */
  readonly #known = new Map<number, number>();

  constructor(path: string) {
    this.path = path;
    const bytes = readFileSync(path);
    this.#file = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const count = this.#file.getUint16(4);
    this.#tables = new Map(
      Array.from({ length: count }, (_, index) => {
        const at = 12 + 16 * index;
        return [bytes.toString("latin1", at, at + 4), this.#file.getUint32(at + 8)] as const;
      }),
    );
    this.#unitsPerEm = this.#file.getUint16(this.#table("head") + 18);
    this.#widths = this.#file.getUint16(this.#table("hhea") + 34);
  }

  /** In the units of `size`. What the font lacks is taken for as wide as it is high. */
  widthOf(text: string, size: number): number {
    let width = 0;
    for (const letter of text) width += this.#advance(letter.codePointAt(0) ?? 0);
    return width * size;
  }

  has(text: string): boolean {
    return Array.from(text).every((letter) => this.#glyph(letter.codePointAt(0) ?? 0) > 0);
  }

  #advance(code: number): number {
    const known = this.#known.get(code);
    if (known !== undefined) return known;
    const glyph = this.#glyph(code);
    const at = this.#table("hmtx") + 4 * Math.min(glyph, this.#widths - 1);
    const width = glyph === 0 ? 1 : this.#file.getUint16(at) / this.#unitsPerEm;
    this.#known.set(code, width);
    return width;
  }

  /** 0 for a letter that the font lacks. */
  #glyph(code: number): number {
    const table = this.#table("cmap");
    const count = this.#file.getUint16(table + 2);
    for (let index = 0; index < count; index++) {
      const at = table + this.#file.getUint32(table + 8 + 8 * index);
      const format = this.#file.getUint16(at);
      const glyph = format === 4 ? this.#ofSegments(at, code) : format === 12 ? this.#ofGroups(at, code) : 0;
      if (glyph > 0) return glyph;
    }
    return 0;
  }

  /** Format 4 of the table of letters: segments of codes below 65,536. */
  #ofSegments(at: number, code: number): number {
    const file = this.#file;
    const doubled = code < 0x10000 ? file.getUint16(at + 6) : 0;
    for (let segment = 0; segment < doubled; segment += 2) {
      if (file.getUint16(at + 14 + segment) < code) continue;
      const start = file.getUint16(at + 16 + doubled + segment);
      if (start > code) return 0;
      const delta = file.getUint16(at + 16 + 2 * doubled + segment);
      const offsetAt = at + 16 + 3 * doubled + segment;
      const offset = file.getUint16(offsetAt);
      if (offset === 0) return (code + delta) & 0xffff;
      const glyph = file.getUint16(offsetAt + offset + 2 * (code - start));
      return glyph === 0 ? 0 : (glyph + delta) & 0xffff;
    }
    return 0;
  }

  /** Format 12: groups of any codes. */
  #ofGroups(at: number, code: number): number {
    const file = this.#file;
    for (let group = at + 16; group < at + 16 + 12 * file.getUint32(at + 12); group += 12) {
      const [first, last] = [file.getUint32(group), file.getUint32(group + 4)];
      if (code >= first && code <= last) return file.getUint32(group + 8) + code - first;
    }
    return 0;
  }

  #table(name: string): number {
    const at = this.#tables.get(name);
    if (at === undefined) throw new Error(`the font ${this.path} has no table ${name}`);
    return at;
  }
}

/** What draws the texts of an SVG: our own fonts, and this machine's where ours lack a letter. */
export function fontsFor(svg: string) {
  const { plain, bold } = figureFonts();
  const words = [...svg.matchAll(/>([^<]+)</g)].map(([, text]) => text).join("");
  return {
    fontFiles: [plain.path, bold.path],
    loadSystemFonts: !plain.has(words),
    defaultFontFamily: FAMILY,
    sansSerifFamily: FAMILY,
  };
}

let opened: { readonly plain: Font; readonly bold: Font } | undefined;

/** The fonts of figures, read when the first one is drawn. */
export function figureFonts(): { readonly plain: Font; readonly bold: Font } {
  opened ??= {
    plain: new Font(require.resolve("dejavu-fonts-ttf/ttf/DejaVuSans.ttf")),
    bold: new Font(require.resolve("dejavu-fonts-ttf/ttf/DejaVuSans-Bold.ttf")),
  };
  return opened;
}
