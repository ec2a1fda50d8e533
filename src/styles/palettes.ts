import * as chromatic from "d3-scale-chromatic";
import { SpatialError } from "../errors.ts";
import { MUTED, OKABE_ITO } from "../layers/layer-style.ts";
import { didYouMean } from "../layers/near-names.ts";

export const NO_DATA = "#d4d4d4";

/** `sequential` and `diverging` are for numbers in order, `categories` for values without one. */
export type PaletteKind = "sequential" | "diverging" | "categories";

interface Palette {
  readonly name: string;
  readonly kind: PaletteKind;
  /** @param count 1 or more */
  colors(count: number): readonly string[];
}

const SEQUENTIAL =
  "Blues Greens Greys Oranges Purples Reds BuGn BuPu GnBu OrRd PuBu PuBuGn PuRd RdPu YlGn YlGnBu YlOrBr YlOrRd".split(
    " ",
  );
const DIVERGING = "BrBG PRGn PiYG PuOr RdBu RdGy RdYlBu RdYlGn Spectral".split(" ");
const CATEGORIES = "Accent Dark2 Paired Pastel1 Pastel2 Set1 Set2 Set3 Tableau10".split(" ");
const CONTINUOUS = "Viridis Magma Inferno Plasma Cividis Turbo".split(" ");

type Schemes = Readonly<Record<string, unknown>>;

const PALETTES: ReadonlyMap<string, Palette> = new Map(
  [
    ...SEQUENTIAL.map((name) => stepped(name, "sequential")),
    ...DIVERGING.map((name) => stepped(name, "diverging")),
    ...CONTINUOUS.map((name) => palette(name, "sequential", (count) => along(name, count))),
    ...CATEGORIES.map((name) =>
      palette(name, "categories", (count) =>
        repeated((chromatic as Schemes)[`scheme${name}`] as readonly string[], count),
      ),
    ),
    {
      name: "Okabe-Ito",
      kind: "categories" as const,
      colors: (count: number) => repeated([...OKABE_ITO, ...MUTED], count),
    },
  ].map((one) => [plain(one.name), one]),
);

/** Names of all palettes, those for numbers first. */
export function paletteNames(): string[] {
  return [...PALETTES.values()].map(({ name }) => name);
}

/**
 * The colours of a palette, as "#rrggbb".
 * @param name in any case; `-r` or `_r` at its end turns it around
 * @throws SpatialError BAD_ARGUMENT naming near palettes
 */
export function paletteColors(name: string, count: number): readonly string[] {
  const reversed = /[-_]r$/i.test(name);
  const found = PALETTES.get(plain(reversed ? name.slice(0, -2) : name));
  if (found === undefined) {
    throw new SpatialError(
      "BAD_ARGUMENT",
      `There is no palette "${name}".${didYouMean(name, paletteNames())} For numbers: YlGnBu, Viridis, Blues, RdBu …; for categories: Okabe-Ito, Set2, Dark2 …; with -r at the end it is turned around.`,
    );
  }
  const colors = found.colors(Math.max(1, count)).map(hex);
  return reversed ? colors.toReversed() : colors;
}

export function paletteKind(name: string): PaletteKind | undefined {
  return PALETTES.get(plain(name.replace(/[-_]r$/i, "")))?.kind;
}

function palette(name: string, kind: PaletteKind, colors: Palette["colors"]): Palette {
  return { name, kind, colors };
}

/** ColorBrewer's own colours for 3 to 9 (11) classes; between them for more. */
function stepped(name: string, kind: PaletteKind): Palette {
  const schemes = (chromatic as Schemes)[`scheme${name}`] as readonly (readonly string[] | undefined)[];
  return palette(name, kind, (count) => {
    // of one or two, not the palest
    if (count < 3) return count === 1 ? [schemes[3]![2]!] : [schemes[3]![0]!, schemes[3]![2]!];
    return schemes[count] ?? along(name, count);
  });
}

function along(name: string, count: number): string[] {
  const at = (chromatic as Schemes)[`interpolate${name}`] as (share: number) => string;
  return Array.from({ length: count }, (_, index) => at(count === 1 ? 0.7 : index / (count - 1)));
}

function repeated(colors: readonly string[], count: number): string[] {
  return Array.from({ length: count }, (_, index) => colors[index % colors.length]!);
}

function hex(color: string): string {
  if (color.startsWith("#")) return color;
  const parts = color.match(/\d+/g)?.slice(0, 3) ?? [];
  return `#${parts.map((part) => Number(part).toString(16).padStart(2, "0")).join("")}`;
}

function plain(name: string): string {
  return name.replaceAll(/[^a-z\d]/gi, "").toLowerCase();
}
