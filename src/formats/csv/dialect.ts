import { SpatialError } from "../../errors.ts";
import type { Query } from "../query.ts";
import { typeOfCell } from "./cell-types.ts";
import { type Row, RowParser } from "./row-parser.ts";

/** How a file is written. */
export interface Dialect {
  readonly delimiter: string;
  /** Undefined where it is seen from each column. */
  readonly decimal: "." | "," | undefined;
  readonly hasHeader: boolean;
  /** Characters in front of the first row. */
  readonly start: number;
}

const CANDIDATES = [",", ";", "\t", "|"];
const ROWS = 50;
/** What Excel may write in front. */
const SEPARATOR_LINE = /^sep=(.)\r?\n/i;

/** What is given, and what the beginning of the file shows. Throws BAD_ARGUMENT. */
export function dialectOf(sample: string, isWhole: boolean, { options = {} }: Query): Dialect {
  const [line = "", stated] = SEPARATOR_LINE.exec(sample) ?? [];
  const text = sample.slice(line.length);
  const given = givenDelimiter(options["delimiter"]) ?? stated;
  const delimiter = given ?? likelyDelimiter(text, isWhole);
  const [first] = rowsOf(text, delimiter, isWhole);
  const decimal = options["decimal"] as Dialect["decimal"];
  const header = options["header"];
  return {
    delimiter,
    // a comma between values can't be in them
    decimal: decimal ?? (delimiter === "," ? "." : undefined),
    hasHeader: typeof header === "boolean" ? header : first === undefined || looksLikeNames(first),
    start: line.length,
  };
}

/** What an option says. Throws BAD_ARGUMENT. */
export function givenDelimiter(given: unknown): string | undefined {
  if (given === undefined) return undefined;
  if (given === "tab" || given === "\\t") return "\t";
  if (given === "space") return " ";
  if (typeof given === "string" && given.length === 1 && !/["\r\n]/.test(given)) return given;
  throw new SpatialError(
    "BAD_ARGUMENT",
    `The delimiter is ${JSON.stringify(given)}; expected one character, such as ; or tab.`,
  );
}

/** The one that cuts the most rows into the same number of values; of equal ones the one that cuts more. */
function likelyDelimiter(text: string, isWhole: boolean): string {
  let [best, bestScore] = [",", 0];
  for (const delimiter of CANDIDATES) {
    const rows = rowsOf(text, delimiter, isWhole);
    const width = rows[0]?.cells.length ?? 0;
    const alike = rows.filter(({ cells }) => cells.length === width).length / Math.max(1, rows.length);
    const score = width < 2 ? 0 : alike + width / 10_000;
    if (score > bestScore) [best, bestScore] = [delimiter, score];
  }
  return best;
}

/** A sample that is cut within quotes gives the rows before. */
function rowsOf(text: string, delimiter: string, isWhole: boolean): Row[] {
  const parser = new RowParser(delimiter);
  const rows = parser.push(text, false).slice(0, ROWS);
  if (rows.length >= ROWS || !isWhole) return rows;
  try {
    return [...rows, ...parser.push("", true)].slice(0, ROWS);
  } catch (error) {
    if (error instanceof SpatialError) return rows; // it is told when the file is read
    throw error;
  }
}

/** Names are text, and each stands once. */
function looksLikeNames({ cells }: Row): boolean {
  const texts = cells.filter((cell) => cell !== undefined);
  return new Set(texts).size === texts.length && texts.every((cell) => typeOfCell(cell, undefined) === "string");
}
