import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { loadMapAssets } from "../map/assets.ts";
import { PAGE_MAP, type PageMap } from "../map/page-map.ts";
import { escapeHtml, withoutEscapes } from "../shown-text.ts";
import { markdownHtml } from "./markdown.ts";
import type { Cell, CellOutput, Notebook, StoredBundle } from "./notebook-format.ts";

/** Of a map's packed layers, as base64: a larger one stays a picture. */
const MOST_BYTES = 4e6;
const COLOURS = "\u001b["; // of terminals

const STYLE = `
body{margin:0 auto;max-width:900px;padding:24px 16px 64px;font:15px/1.55 system-ui,sans-serif;color:#1f2328;background:#fff}
pre{margin:0;white-space:pre-wrap;overflow-wrap:anywhere;font:13px/1.45 ui-monospace,monospace}
.code{margin:16px 0 6px;padding:8px 12px;border-radius:6px;background:#f3f5f7;border-left:3px solid #c5d3e0}
.output{margin:6px 0 6px 12px;overflow-x:auto}.error{color:#b3261e}.stderr{color:#8a5a00}
img,svg{max-width:100%}table{border-collapse:collapse}:not(.output) > table :is(td,th){padding:3px 10px;border:1px solid #d9dee3}
code{font:13px ui-monospace,monospace;background:#f3f5f7;border-radius:3px;padding:1px 3px}pre code{background:none;padding:0}
blockquote{margin:8px 0;padding-left:12px;border-left:3px solid #d9dee3;color:#57606a}`;

/** A notebook's cells with their outputs as one file that needs nothing else: no kernel, no server, no network. */
export function notebookPage(notebook: Notebook, title: string): string {
  const page = new Page();
  const cells = notebook.cells.map((cell) => page.cell(cell)).filter((html) => html !== "");
  return page.document(cells, title);
}

/** The notebook as it is saved: what its maps carry for a page is no part of it. */
export function withoutPageMaps(notebook: Notebook): Notebook {
  const cells = notebook.cells.map((cell) =>
    cell.cell_type === "code" ? { ...cell, outputs: cell.outputs.map(withoutPageMap) } : cell,
  );
  return { ...notebook, cells };
}

function withoutPageMap(output: CellOutput): CellOutput {
  if (!("data" in output) || !(PAGE_MAP in output.data)) return output;
  const { [PAGE_MAP]: _, ...data } = output.data;
  return { ...output, data };
}

class Page {
  /** Texts that the script reads, by id. */
  readonly #blocks = new Map<string, string>();
  #maps = 0;

  cell(cell: Cell): string {
    switch (cell.cell_type) {
      case "markdown":
        return markdownHtml(withAttachments(cell.source, cell.attachments ?? {}));
      case "raw":
        return cell.source.trim() === "" ? "" : `<pre>${escapeHtml(cell.source)}</pre>`;
      case "code": {
        if (cell.source.trim() === "") return "";
        const outputs = cell.outputs.map((output) => `<div class="output">${this.#output(output)}</div>`);
        return [`<pre class="code">${escapeHtml(cell.source)}</pre>`, ...outputs].join("\n");
      }
    }
  }

  document(cells: readonly string[], title: string): string {
    const isLive = this.#maps > 0;
    const script = isLive ? readFileSync(new URL("../map/page.js", import.meta.url), "utf8") : "";
    if (isLive) this.#addAssets();
    const blocks = Array.from(this.#blocks, ([id, text]) => `<script type="text/plain" id="${id}">${text}</script>`);
    return [
      `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${escapeHtml(title)}</title>`,
      `<meta http-equiv="Content-Security-Policy" content="${policy(script)}">`,
      `<meta name="viewport" content="width=device-width,initial-scale=1"><style>${STYLE}</style></head>`,
      `<body data-jp-theme-light="true"><main>`,
      ...cells,
      `</main>`,
      ...blocks,
      ...(isLive ? [`<script type="module">${script}</script>`] : []),
      `</body></html>\n`,
    ].join("\n");
  }

  #addAssets(): void {
    const { hashes, files } = loadMapAssets(new URL("../map/", import.meta.url));
    for (const [name, hash] of Object.entries(hashes))
      this.#blocks.set(`mapcell-${name}`, Buffer.from(files.get(hash)!).toString("base64"));
  }

  #output(output: CellOutput): string {
    switch (output.output_type) {
      case "stream":
        return `<pre class="${output.name === "stderr" ? "stderr" : ""}">${escapeHtml(plain(output.text))}</pre>`;
      case "error":
        return `<pre class="error">${escapeHtml(plain(output.traceback.join("\n") || `${output.ename}: ${output.evalue}`))}</pre>`;
      case "display_data":
      case "execute_result":
        return this.#bundle(output.data);
    }
  }

  #bundle(data: StoredBundle): string {
    const shown = bundleHtml(data);
    const map = data[PAGE_MAP];
    const id = typeof map === "string" ? this.#addMap(map) : undefined;
    return id === undefined ? shown : `<div data-mapcell-map="${id}">${shown}</div>`;
  }

  /** Layers that several maps show lie there once. @returns undefined for one that is too large */
  #addMap(text: string): string | undefined {
    const { data, ...map } = JSON.parse(text) as PageMap;
    const all = Object.entries(data);
    if (all.reduce((sum, [, packed]) => sum + packed.length, 0) > MOST_BYTES) return undefined;
    const keys = all.map(([layer, packed]) => {
      const key = `mapcell-layer-${createHash("sha256").update(packed).digest("hex").slice(0, 16)}`;
      this.#blocks.set(key, packed);
      return [layer, key] as const;
    });
    const id = `mapcell-map-${++this.#maps}`;
    // no text of a layer's ends the block
    this.#blocks.set(id, JSON.stringify({ ...map, data: Object.fromEntries(keys) }).replaceAll("<", "\\u003c"));
    return id;
  }
}

/** No script runs but this one, and nothing is asked for over a network, whatever outputs hold. */
function policy(script: string): string {
  const hash = createHash("sha256").update(script).digest("base64");
  const scripts = script === "" ? "'none'" : `'sha256-${hash}' blob:`;
  return `default-src 'none'; base-uri 'none'; form-action 'none'; img-src data: blob:; style-src 'unsafe-inline'; font-src data:; connect-src blob: data:; worker-src blob: data:; script-src ${scripts}`;
}

function bundleHtml(data: StoredBundle): string {
  const [html, svg, png, jpeg, markdown, text] = [
    "text/html",
    "image/svg+xml",
    "image/png",
    "image/jpeg",
    "text/markdown",
    "text/plain",
  ].map((type) => data[type]);
  if (typeof html === "string") return html;
  if (typeof svg === "string") return svg;
  if (typeof png === "string") return `<img alt="" src="data:image/png;base64,${png.replaceAll("\n", "")}">`;
  if (typeof jpeg === "string") return `<img alt="" src="data:image/jpeg;base64,${jpeg.replaceAll("\n", "")}">`;
  if (typeof markdown === "string") return markdownHtml(markdown);
  return typeof text === "string" ? `<pre>${escapeHtml(plain(text))}</pre>` : "";
}

function plain(text: string): string {
  const safe = withoutEscapes(text);
  return safe.includes(COLOURS) ? safe.replaceAll(/\u001b\[[\d;:]*m/g, "") : safe; // oxlint-disable-line no-control-regex -- it is about them
}

/** `attachment:name.png` is a picture that the cell holds itself. */
function withAttachments(source: string, attachments: Readonly<Record<string, StoredBundle>>): string {
  return source.replaceAll(/\(attachment:([^)\s]+)\)/g, (whole, name: string) => {
    const [type, data] = Object.entries(attachments[name] ?? {})[0] ?? [];
    return type === undefined || typeof data !== "string"
      ? whole
      : `(data:${type};base64,${data.replaceAll("\n", "")})`;
  });
}
