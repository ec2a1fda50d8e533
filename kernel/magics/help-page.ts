import { escapeHtml } from "../../src/shown-text.ts";
import { FONT } from "../display/html.ts";
import type { MimeBundle } from "../protocol/output.ts";

const ROW = /^ {2}(\S.*?)(?: {2,}(\S.*))?$/;
const CODE = "font-family:var(--jp-code-font-family,monospace);font-size:var(--jp-code-font-size,13px)";
const CELL = "padding:1px 14px 1px 0;text-align:left;vertical-align:baseline;background:none";

/**
 * What the compiler tells of a name, as an output: front ends break plain text in the middle of words.
 * Paragraphs; the first is code, as is what stands under "Example"; indented lines are rows of a label and a text.
 */
export function helpPage({ "text/plain": plain, ...others }: MimeBundle): MimeBundle {
  if (typeof plain !== "string" || "text/html" in others) return { "text/plain": plain, ...others };
  const [head = "", ...rest] = plain.split("\n\n");
  const html = [codeHtml(head), ...rest.map(paragraphHtml)].join("");
  return { "text/plain": plain, "text/html": `<div style="${FONT}">${html}</div>` };
}

function paragraphHtml(text: string): string {
  const [first = "", ...lines] = text.split("\n");
  if (first === "Example") return titled(first, codeHtml(lines.map((line) => line.slice(2)).join("\n")));
  if (lines.length === 0 || !lines.every((line) => ROW.test(line)))
    return `<div style="margin-top:6px;max-width:52em;white-space:pre-line">${escapeHtml(text)}</div>`;
  const rows = lines.map((line) => {
    const [, label = "", doc = ""] = ROW.exec(line) ?? [];
    return `<tr style="background:none"><td style="${CELL};${CODE};white-space:nowrap">${escapeHtml(label)}</td><td style="${CELL}">${escapeHtml(doc)}</td></tr>`;
  });
  const table = `<table style="border-collapse:collapse;margin:0;width:auto;font-size:inherit"><tbody>${rows.join("")}</tbody></table>`;
  return titled(first, table);
}

function titled(title: string, html: string): string {
  return `<div style="margin-top:6px;font-weight:600">${escapeHtml(title)}</div>${html}`;
}

function codeHtml(code: string): string {
  return `<pre style="margin:0;padding:0;background:none;color:inherit;white-space:pre-wrap;word-break:normal;overflow-wrap:anywhere;${CODE}">${escapeHtml(code)}</pre>`;
}
