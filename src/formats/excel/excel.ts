import { boolean } from "../../schema/types/boolean.ts";
import { integer } from "../../schema/types/integer.ts";
import { text } from "../../schema/types/text.ts";
import { PLACES } from "../columns/geometry-columns.ts";
import type { Format } from "../format.ts";

/** Rows of a sheet, by number as Excel shows them. */
export const LAST_ROW = 1_048_576;

const readOptions = {
  sheet: text({ optional: true, doc: "which sheet, where there are several." }),
  header: boolean({
    optional: true,
    doc: "whether the first row has the names; seen from the sheet if nothing is said.",
  }),
  headerRow: integer({
    optional: true,
    min: 1,
    max: LAST_ROW,
    doc: "the number of the row that has the names; those above it are left out.",
  }),
  ...PLACES,
};

/** Excel's workbooks, whose sheets are layers; their places are in columns, as in CSV. */
export const excel: Format<typeof readOptions> = {
  id: "xlsx",
  title: "Excel",
  endings: [".xlsx", ".xlsm"],
  mediaTypes: ["application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"],
  archive: "xl/workbook.xml",
  readOptions,
  read: async (source, query, feedback) => (await import("./read-excel.ts")).readExcel(source, query, feedback),
};
