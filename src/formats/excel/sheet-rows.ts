import { temporalType } from "../../layers/iso-time.ts";
import { localName, XmlProblem, type XmlHandler } from "../xml/xml-stream.ts";
import { Moment, momentOf } from "./moments.ts";
import { plainText, type Workbook } from "./workbook.ts";

/** What a cell holds; undefined for nothing, and for an error such as #N/A. */
export type SheetCell = string | number | boolean | Moment | undefined;

type Shared = Pick<Workbook, "texts" | "forms" | "is1904">;
type TakeRow = (cells: readonly SheetCell[], row: number) => void;

/** XFD. */
const LAST_COLUMN = 16_383;

/** Reads a sheet's XML and gives its rows, those that have anything, with their numbers. */
export class SheetRows implements XmlHandler {
  readonly #workbook: Shared;
  readonly #take: TakeRow;
  #cells: SheetCell[] = [];
  #row = 0;
  #column = -1;
  #type = "n";
  #style = 0;
  #text: string | undefined;
  #pronounced = 0;
  /** Cells that say that their formula went wrong. */
  errors = 0;

  constructor(workbook: Shared, take: TakeRow) {
    this.#workbook = workbook;
    this.#take = take;
  }

  open(tag: string, attributes: Readonly<Record<string, string>>): void {
    const name = localName(tag);
    if (name === "row") {
      this.#row = attributes["r"] === undefined ? this.#row + 1 : Number(attributes["r"]);
      this.#cells = [];
      this.#column = -1;
    } else if (name === "c") {
      this.#column = attributes["r"] === undefined ? this.#column + 1 : columnOf(attributes["r"]);
      if (this.#column > LAST_COLUMN) throw new XmlProblem(`"${attributes["r"]}" is no cell of a sheet`);
      this.#type = attributes["t"] ?? "n";
      this.#style = Number(attributes["s"] ?? -1);
      this.#text = undefined;
    } else if (name === "rPh") this.#pronounced++;
  }

  close(tag: string, text: string, whole: string): void {
    const name = localName(tag);
    if (name === "v") this.#text = this.#type === "str" ? whole : text;
    else if (name === "t" && this.#type === "inlineStr" && this.#pronounced === 0)
      this.#text = (this.#text ?? "") + whole;
    else if (name === "rPh") this.#pronounced--;
    else if (name === "c") this.#finishCell();
    else if (name === "row" && this.#cells.some((cell) => cell !== undefined)) this.#take(this.#cells, this.#row);
  }

  #finishCell(): void {
    if (this.#text === undefined) return;
    const value = this.#value(this.#text);
    while (this.#cells.length < this.#column) this.#cells.push(undefined);
    this.#cells[this.#column] = value === "" ? undefined : value;
  }

  #value(text: string): SheetCell {
    switch (this.#type) {
      case "s":
        return this.#shared(text);
      case "b":
        return text === "1" || text === "true";
      case "e":
        this.errors++;
        return undefined;
      case "str":
      case "inlineStr":
        return plainText(text);
      case "d":
        return isoMoment(text);
      default:
        return this.#number(text);
    }
  }

  #shared(text: string): string {
    const shared = this.#workbook.texts[Number(text)];
    if (shared === undefined) throw new XmlProblem(`there is no text ${JSON.stringify(text)} in the workbook`);
    return shared;
  }

  #number(text: string): SheetCell {
    if (text === "") return undefined;
    const value = Number(text);
    if (!Number.isFinite(value)) throw new XmlProblem(`${JSON.stringify(text)} is no number`);
    const form = this.#workbook.forms[this.#style];
    return form === undefined ? value : momentOf(value, form, this.#workbook.is1904);
  }
}

/** From 0: of "AB12" it is 27. */
function columnOf(reference: string): number {
  const [letters = ""] = /^[A-Z]{1,3}(?=\d+$)/.exec(reference) ?? [];
  if (letters === "") throw new XmlProblem(`${JSON.stringify(reference)} is no cell of a sheet`);
  let column = 0;
  for (let i = 0; i < letters.length; i++) column = column * 26 + letters.charCodeAt(i) - 64;
  return column - 1;
}

function isoMoment(text: string): SheetCell {
  const type = temporalType(text);
  return type === undefined ? text : new Moment(type, text);
}
