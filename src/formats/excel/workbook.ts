import { SpatialError } from "../../errors.ts";
import type { Feedback } from "../../feedback.ts";
import type { RandomSource } from "../sources/source.ts";
import { openZip, type ZipMember } from "../sources/zip-source.ts";
import { localName, readXml, type XmlHandler } from "../xml/xml-stream.ts";
import { builtInForm, formOfCode, type MomentForm } from "./moments.ts";

export interface Sheet {
  readonly name: string;
  /** In the archive. */
  readonly path: string;
  readonly isHidden: boolean;
}

/** What of a workbook its sheets refer to. */
export interface Workbook {
  readonly sheets: readonly Sheet[];
  readonly is1904: boolean;
  /** By a cell's `s`: what it shows of its number, where that is a moment. */
  readonly forms: readonly (MomentForm | undefined)[];
  readonly texts: readonly string[];
  /** A part of the archive. Throws LAYER_UNREADABLE. */
  open(path: string): Promise<RandomSource>;
}

/** OLE, in which Excel keeps files with a password, and kept all of them until 2007. */
const OLD = "d0cf11e0";

/** Throws LAYER_UNREADABLE. */
export async function openWorkbook(source: RandomSource, feedback: Feedback): Promise<Workbook> {
  const head = Buffer.from(await source.readAt(0, 4)).toString("hex");
  if (head === OLD)
    throw unreadable(source, "it is of Excel before 2007, or has a password; save it in Excel as .xlsx, without one");
  if (head !== "504b0304") throw unreadable(source, "it is no Excel file: those are zip archives");
  const parts = new Map((await openZip(source)).map((member) => [member.path.toLowerCase(), member] as const));
  const read = async (path: string, handler: XmlHandler): Promise<void> => {
    const part = parts.get(path.toLowerCase());
    if (part !== undefined) await readXml(await part.open(), { query: {}, feedback: quiet(feedback), handler });
  };
  const open = (path: string): Promise<RandomSource> => openPart(source, parts, path);
  const targets = new Targets();
  await read("xl/_rels/workbook.xml.rels", targets);
  const book = new BookHandler(targets.paths);
  await open("xl/workbook.xml");
  await read("xl/workbook.xml", book);
  const styles = new StyleHandler();
  await read("xl/styles.xml", styles);
  const texts = new TextHandler();
  await read(targets.texts ?? "xl/sharedStrings.xml", texts);
  return { sheets: book.sheets, is1904: book.is1904, forms: styles.forms(), texts: texts.texts, open };
}

function openPart(source: RandomSource, parts: ReadonlyMap<string, ZipMember>, path: string): Promise<RandomSource> {
  const part = parts.get(path.toLowerCase());
  if (part === undefined) throw unreadable(source, `its part "${path}" is missing`);
  return part.open();
}

function unreadable({ name }: RandomSource, problem: string): SpatialError {
  return new SpatialError("LAYER_UNREADABLE", `Cannot read "${name}": ${problem}.`);
}

/** The small parts come before the sheet, whose progress is told. */
function quiet(feedback: Feedback): Feedback {
  return {
    progress: () => undefined,
    isCanceled: () => feedback.isCanceled(),
    throwIfCanceled: () => feedback.throwIfCanceled(),
    log: (level, text) => feedback.log(level, text),
  };
}

/** Where the parts are, by the ids that the workbook knows. */
class Targets implements XmlHandler {
  readonly paths = new Map<string, string>();
  texts: string | undefined;

  open(tag: string, { Id: id = "", Target: target = "", Type: type = "" }: Readonly<Record<string, string>>): void {
    if (localName(tag) !== "Relationship") return;
    const path = target.startsWith("/") ? target.slice(1) : `xl/${target}`;
    if (type.endsWith("/worksheet")) this.paths.set(id, path);
    if (type.endsWith("/sharedStrings")) this.texts = path;
  }

  close(): void {}
}

class BookHandler implements XmlHandler {
  readonly sheets: Sheet[] = [];
  is1904 = false;
  readonly #paths: ReadonlyMap<string, string>;

  constructor(paths: ReadonlyMap<string, string>) {
    this.#paths = paths;
  }

  open(tag: string, attributes: Readonly<Record<string, string>>): void {
    const name = localName(tag);
    if (name === "workbookPr") this.is1904 = ["1", "true"].includes(attributes["date1904"] ?? "");
    if (name !== "sheet") return;
    const id = Object.entries(attributes).find(([key]) => localName(key) === "id")?.[1];
    const path = this.#paths.get(id ?? ""); // a chart has a sheet of its own, without cells
    const isHidden = (attributes["state"] ?? "visible") !== "visible";
    if (path !== undefined) this.sheets.push({ name: attributes["name"] ?? "", path, isHidden });
  }

  close(): void {}
}

class StyleHandler implements XmlHandler {
  readonly #codes = new Map<number, string>();
  readonly #ids: number[] = [];
  #isOfCells = false;

  open(tag: string, attributes: Readonly<Record<string, string>>): void {
    const name = localName(tag);
    if (name === "numFmt") this.#codes.set(Number(attributes["numFmtId"]), attributes["formatCode"] ?? "");
    if (name === "cellXfs") this.#isOfCells = true;
    if (name === "xf" && this.#isOfCells) this.#ids.push(Number(attributes["numFmtId"] ?? 0));
  }

  close(tag: string): void {
    if (localName(tag) === "cellXfs") this.#isOfCells = false;
  }

  forms(): (MomentForm | undefined)[] {
    return this.#ids.map((id) => {
      const code = this.#codes.get(id);
      return code === undefined ? builtInForm(id) : formOfCode(code);
    });
  }
}

/** Texts that cells refer to by number; of rich ones the runs together, without how they are pronounced. */
class TextHandler implements XmlHandler {
  readonly texts: string[] = [];
  #text = "";
  #pronounced = 0;

  open(tag: string): void {
    const name = localName(tag);
    if (name === "si") this.#text = "";
    if (name === "rPh") this.#pronounced++;
  }

  close(tag: string, _: string, whole: string): void {
    const name = localName(tag);
    if (name === "t" && this.#pronounced === 0) this.#text += whole;
    if (name === "rPh") this.#pronounced--;
    if (name === "si") this.texts.push(plainText(this.#text));
  }
}

/** Characters that XML can't have stand as _x000D_. */
export function plainText(text: string): string {
  if (!text.includes("_x")) return text;
  return text.replaceAll(/_x([0-9a-f]{4})_/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
}
