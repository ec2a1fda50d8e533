import { SpatialError } from "../../errors.ts";
import type { ValuesOf } from "../../schema/parameter.ts";
import { boolean } from "../../schema/types/boolean.ts";
import { ownChoice } from "../../schema/types/choice.ts";
import { text } from "../../schema/types/text.ts";
import { typeOfCell } from "./cell-types.ts";
import { type CsvRow, RowParser } from "./row-parser.ts";

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

/** What may be said of it. */
export const DIALECT = {
  delimiter: text({
    optional: true,
    doc: "what is between values, one character or tab; seen from the file if nothing is said.",
  }),
  decimal: ownChoice([".", ","], {
    optional: true,
    doc: "the decimal sign; seen from the file if nothing is said.",
  }),
  header: boolean({
    optional: true,
    doc: "whether the first row has the names; seen from the file if nothing is said.",
  }),
};

/** What is given, and what the beginning of the file shows. Throws BAD_ARGUMENT. */
export function dialectOf(sample: string, isWhole: boolean, options: Partial<ValuesOf<typeof DIALECT>>): Dialect {
  const [line = "", stated] = SEPARATOR_LINE.exec(sample) ?? [];
  const rest = sample.slice(line.length);
  const given = givenDelimiter(options.delimiter) ?? stated;
  const delimiter = given ?? likelyDelimiter(rest, isWhole);
  const [first] = rowsOf(rest, delimiter, isWhole);
  const { decimal, header } = options;
  return {
    delimiter,
    // a comma between values can't be in them
    decimal: decimal ?? (delimiter === "," ? "." : undefined),
    hasHeader: header ?? (first === undefined || looksLikeNames(first)),
    start: line.length,
  };
}

/** What an option says. Throws BAD_ARGUMENT. */
export function givenDelimiter(given: string | undefined): string | undefined {
  if (given === undefined) return undefined;
  if (given === "tab" || given === "\\t") return "\t";
  if (given === "space") return " ";
  if (given.length === 1 && !/["\r\n]/.test(given)) return given;
  throw new SpatialError(
    "BAD_ARGUMENT",
    `The delimiter is ${JSON.stringify(given)}; expected one character, such as ; or tab.`,
  );
}

/** The one that cuts the most rows into the same number of values; of equal ones the one that cuts more. */
function likelyDelimiter(sample: string, isWhole: boolean): string {
  let [best, bestScore] = [",", 0];
  for (const delimiter of CANDIDATES) {
    const rows = rowsOf(sample, delimiter, isWhole);
    const width = rows[0]?.cells.length ?? 0;
    const alike = rows.filter(({ cells }) => cells.length === width).length / Math.max(1, rows.length);
    const score = width < 2 ? 0 : alike + width / 10_000;
    if (score > bestScore) [best, bestScore] = [delimiter, score];
  }
  return best;
}

/** A sample that is cut within quotes gives the rows before. */
function rowsOf(sample: string, delimiter: string, isWhole: boolean): CsvRow[] {
  const parser = new RowParser(delimiter);
  const rows = parser.push(sample, false).slice(0, ROWS);
  if (rows.length >= ROWS || !isWhole) return rows;
  try {
    return [...rows, ...parser.push("", true)].slice(0, ROWS);
  } catch (error) {
    if (error instanceof SpatialError) return rows; // it is told when the file is read
    throw error;
  }
}

/** Names are text, and each stands once. */
function looksLikeNames({ cells }: CsvRow): boolean {
  const texts = cells.filter((cell) => cell !== undefined);
  return new Set(texts).size === texts.length && texts.every((cell) => typeOfCell(cell, undefined) === "string");
}
