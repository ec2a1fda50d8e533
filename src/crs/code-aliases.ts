import { esriCodes, flatCodes } from "./crs-aliases.ts";

/** Another CRS's id for a code that is not (or should not be) a row of the table. */
export interface CodeAlias {
  readonly id: string;
  /** Whether it is the horizontal part of a CRS with heights. */
  readonly isPart: boolean;
}

let aliases: ReadonlyMap<number, CodeAlias> | undefined;

/** What stands for a 3D or compound CRS of EPSG, or for a code that Esri or the early web gave. */
export function aliasOf(code: number): CodeAlias | undefined {
  aliases ??= new Map([...pairsOf(esriCodes, false), ...pairsOf(flatCodes, true)]);
  return aliases.get(code);
}

function pairsOf(text: string, isPart: boolean): (readonly [number, CodeAlias])[] {
  return text
    .trim()
    .split(/[|\n]/)
    .map((pair) => {
      const [code, target] = pair.split(" ");
      return [Number(code), { id: `EPSG:${target}`, isPart }];
    });
}
