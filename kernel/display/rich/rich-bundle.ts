import type { MimeBundle } from "../../protocol/output.ts";
import { imageType } from "./image-type.ts";
import { isRows, rowsTable } from "./rows-table.ts";
import { safeHtml } from "./safe-html.ts";

const MEDIA_TYPE = /^(?:text|image|application|audio|video)\/[\w.+-]+$/;
const VEGA = /\/schema\/(vega|vega-lite)\/v(\d+)/;

/**
 * What a value shows that is no mere value: elements, charts, images, tables of rows, and what says how it looks as HTML.
 * Nothing of it can run script. undefined for all else, which is shown as Node prints it.
 */
export function richBundle(value: unknown): MimeBundle | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  if (value instanceof Uint8Array) return imageBundle(value);
  if (isRows(value)) return { "text/html": rowsTable(value) };
  const markup = markupOf(value);
  if (markup !== undefined) return markupBundle(markup);
  const spec = vegaBundle(value);
  if (spec !== undefined) return spec;
  return isMimeBundle(value) ? safeBundle(value) : undefined;
}

/** The bundle with its pages and pictures made harmless. */
export function safeBundle(bundle: MimeBundle): MimeBundle {
  const parts = Object.entries(bundle).map(([type, content]) => {
    const isMarkup = (type === "text/html" || type === "image/svg+xml") && typeof content === "string";
    return [type, isMarkup ? safeHtml(content) : content];
  });
  return Object.fromEntries(parts) as MimeBundle;
}

function imageBundle(bytes: Uint8Array): MimeBundle | undefined {
  const type = imageType(bytes);
  if (type === undefined) return undefined;
  const size = `${bytes.length.toLocaleString("en-US")} bytes`;
  return { [type]: bytes, "text/plain": `${type}, ${size}` };
}

/** HTML or SVG of an element (of a browser's kind: jsdom, linkedom), or of what has a method for it. */
function markupOf(value: object): string | undefined {
  const outer = read(value, "outerHTML");
  if (typeof outer === "string" && read(value, "nodeType") === 1) return outer;
  for (const name of ["toHTML", "toHtml"]) {
    const method = read(value, name);
    const made: unknown = typeof method === "function" ? method.call(value) : undefined;
    if (typeof made === "string") return made;
  }
  return undefined;
}

function markupBundle(markup: string): MimeBundle {
  const safe = safeHtml(markup);
  const isSvg = /^\s*<svg[\s>]/i.test(safe);
  if (!isSvg) return { "text/html": safe };
  // an image of its own, unlike a part of a page, needs its namespace
  const named = /^\s*<svg[^>]*\sxmlns=/i.test(safe)
    ? safe
    : safe.replace(/<svg/i, '<svg xmlns="http://www.w3.org/2000/svg"');
  // first as a part of the page: as an image of its own it would not have the theme's colour as its currentColor
  const text = `<svg> ${named.length.toLocaleString("en-US")} characters`;
  return { "text/html": safe, "image/svg+xml": named, "text/plain": text };
}

/** A chart's specification, by the schema that it names. */
function vegaBundle(value: object): MimeBundle | undefined {
  const schema = read(value, "$schema");
  const [, language, version] = (typeof schema === "string" && VEGA.exec(schema)) || [];
  if (language === undefined) return undefined;
  const kind = language === "vega" ? "vega" : "vegalite";
  return { [`application/vnd.${kind}.v${version ?? "5"}+json`]: value };
}

function isMimeBundle(value: object): value is MimeBundle {
  const keys = Object.keys(value);
  return keys.length > 0 && keys.every((key) => MEDIA_TYPE.test(key));
}

/** A property, where reading it doesn't throw: what is shown may be anything, and must not fail for being looked at. */
function read(value: object, name: string): unknown {
  try {
    return Reflect.get(value, name);
  } catch {
    return undefined;
  }
}
