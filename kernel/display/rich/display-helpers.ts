import { SpatialError } from "../../../src/errors.ts";
import type { MimeBundle } from "../../protocol/output.ts";
import { imageType } from "./image-type.ts";
import { isRows, rowsTable } from "./rows-table.ts";

type Display<Handle> = (bundle: MimeBundle, options: { readonly raw: true }) => Handle;

/** `display.html` and its kin: each shows text or a value as one kind of output. */
export function displayHelpers<Handle>(display: Display<Handle>): Readonly<Record<string, (given: unknown) => Handle>> {
  const shown = (bundle: MimeBundle): Handle => display(bundle, { raw: true });
  const ofText = (name: string, type: string) => (given: unknown) => {
    if (typeof given !== "string") throw mistaken(name, given, "a text");
    return shown({ [type]: given, ...(type === "text/plain" ? {} : { "text/plain": given }) });
  };
  return {
    html: ofText("html", "text/html"),
    markdown: ofText("markdown", "text/markdown"),
    svg: ofText("svg", "image/svg+xml"),
    png: (given) => {
      if (!(given instanceof Uint8Array) || imageType(given) !== "image/png")
        throw mistaken("png", given, "the bytes of a PNG file, as a Buffer or Uint8Array");
      return shown({
        "image/png": Buffer.from(given).toString("base64"),
        "text/plain": `image/png, ${given.length} bytes`,
      });
    },
    json: (given) => shown({ "application/json": given, "text/plain": JSON.stringify(given, undefined, 2) }),
    table: (given) => {
      const rows = isIterable(given) ? [...given] : undefined;
      if (!isRows(rows)) throw mistaken("table", given, "rows: objects that have fields in common");
      return shown({
        "text/html": rowsTable(rows),
        "text/plain": `${rows.length.toLocaleString("en-US")} row${rows.length === 1 ? "" : "s"}`,
      });
    },
  };
}

function isIterable(value: unknown): value is Iterable<unknown> {
  return typeof value === "object" && value !== null && Symbol.iterator in value;
}

function mistaken(name: string, given: unknown, expected: string): SpatialError {
  const kind = typeof given;
  const what =
    given === null ? "null" : Array.isArray(given) ? "an array" : `${kind === "object" ? "an" : "a"} ${kind}`;
  return new SpatialError("BAD_ARGUMENT", `display.${name} was given ${what}; it takes ${expected}.`);
}
