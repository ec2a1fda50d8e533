import { escapeHtml } from "../shown-text.ts";

/** Markdown as notebooks use it, as HTML: headings, paragraphs, lists, quotes, tables, code, emphasis, links, pictures. */
export function markdownHtml(text: string): string {
  return blocksOf(text.replaceAll("\r\n", "\n").split("\n")).join("\n");
}

function blocksOf(lines: readonly string[]): string[] {
  const blocks: string[] = [];
  for (let at = 0; at < lines.length;) {
    const { html, next } = blockAt(lines, at);
    if (html !== "") blocks.push(html);
    at = next;
  }
  return blocks;
}

interface Block {
  readonly html: string;
  readonly next: number;
}

const LIST = /^\s*(?:[-*+]|(\d+)[.)])\s+/;

function blockAt(lines: readonly string[], at: number): Block {
  const line = lines[at]!;
  if (line.trim() === "") return { html: "", next: at + 1 };
  const fence = /^\s*(```+|~~~+)/.exec(line)?.[1];
  if (fence !== undefined) return fenced(lines, at, fence);
  const heading = /^(#{1,6})\s+(.*?)\s*#*$/.exec(line);
  if (heading !== null) {
    const level = heading[1]!.length;
    return { html: `<h${level}>${inline(heading[2]!)}</h${level}>`, next: at + 1 };
  }
  if (/^\s*(?:-{3,}|\*{3,}|_{3,})\s*$/.test(line)) return { html: "<hr>", next: at + 1 };
  if (line.includes("|") && /^[\s|:-]*-[\s|:-]*$/.test(lines[at + 1] ?? "")) return table(lines, at);
  if (/^\s*>/.test(line)) {
    const next = endOf(lines, at, (other) => /^\s*>/.test(other));
    const inner = lines.slice(at, next).map((quoted) => quoted.replace(/^\s*> ?/, ""));
    return { html: `<blockquote>${blocksOf(inner).join("\n")}</blockquote>`, next };
  }
  if (LIST.test(line)) return list(lines, at);
  const next = endOf(lines, at, (other, index) => index === at || !beginsBlock(other));
  return { html: `<p>${inline(lines.slice(at, next).join("\n"))}</p>`, next };
}

function beginsBlock(line: string): boolean {
  return line.trim() === "" || /^\s*(?:```|~~~|>|#{1,6}\s)/.test(line) || LIST.test(line);
}

/** The first line from there that is another one. */
function endOf(lines: readonly string[], at: number, goesOn: (line: string, index: number) => boolean): number {
  let next = at;
  while (next < lines.length && goesOn(lines[next]!, next)) next++;
  return next;
}

function fenced(lines: readonly string[], at: number, fence: string): Block {
  const end = endOf(lines, at + 1, (line) => !line.trimStart().startsWith(fence));
  return { html: `<pre><code>${escapeHtml(lines.slice(at + 1, end).join("\n"))}</code></pre>`, next: end + 1 };
}

function table(lines: readonly string[], at: number): Block {
  const next = endOf(lines, at, (line) => line.includes("|"));
  const rows = [lines[at]!, ...lines.slice(at + 2, next)].map((line) =>
    line
      .trim()
      .replace(/^\||\|$/g, "")
      .split("|"),
  );
  const html = rows.map((cells, row) => {
    const name = row === 0 ? "th" : "td";
    return `<tr>${cells.map((cell) => `<${name}>${inline(cell.trim())}</${name}>`).join("")}</tr>`;
  });
  return { html: `<table>${html.join("")}</table>`, next };
}

/** What stands further in belongs to the item before it. */
function list(lines: readonly string[], at: number): Block {
  const [, number] = LIST.exec(lines[at]!)!;
  const own = /^\s*/.exec(lines[at]!)![0].length;
  const items: string[][] = [];
  const next = endOf(lines, at, (line) => {
    const indent = /^\s*/.exec(line)![0].length;
    const starts = LIST.test(line) && indent <= own + 1;
    if (line.trim() === "" || (!starts && indent <= own)) return false;
    if (starts) items.push([line.replace(LIST, "")]);
    else items.at(-1)!.push(line.replace(/^\s{1,4}/, ""));
    return true;
  });
  const name = number === undefined ? "ul" : "ol";
  const html = items.map((item) => {
    const [only = "", ...others] = blocksOf(item);
    return `<li>${[only.replace(/^<p>|<\/p>$/g, ""), ...others].join("\n")}</li>`;
  });
  return { html: `<${name}>${html.join("")}</${name}>`, next };
}

/** Code first: nothing in it is anything else. */
function inline(text: string): string {
  return text
    .split(/(`+[^`]*`+)/)
    .map((part, index) =>
      index % 2 === 1 ? `<code>${escapeHtml(part.replaceAll(/^`+ ?| ?`+$/g, ""))}</code>` : spans(part),
    )
    .join("");
}

function spans(text: string): string {
  return escapeHtml(text)
    .replaceAll(/!\[([^\]]*)\]\((data:image\/[^\s)]+|[^\s):]+)\)/g, '<img alt="$1" src="$2">')
    .replaceAll(/\[([^\]]+)\]\(((?:https?:|mailto:)[^\s)]+|[^\s):]+)\)/g, '<a href="$2" rel="noopener">$1</a>')
    .replaceAll(/(\*\*|__)(?=\S)(.+?)\1/g, "<strong>$2</strong>")
    .replaceAll(/(^|[^\w*])\*(?=\S)([^*]+)\*/g, "$1<em>$2</em>")
    .replaceAll(/(^|\W)_(?=\S)([^_]+)_(?=\W|$)/g, "$1<em>$2</em>")
    .replaceAll(/ {2}\n/g, "<br>\n");
}
