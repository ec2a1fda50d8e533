/** Text for HTML, in elements and in quoted attributes. */
export function escapeHtml(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;");
}

// oxlint-disable-next-line no-control-regex -- it is about them
const COLOURS = /\u001b\[[\d;:]*m/g;
// oxlint-disable-next-line no-control-regex -- it is about them
const STRINGS = /(?:\u001b[\]PX^_]|[\u0090\u0098\u009d-\u009f])[^\n\u0007\u001b\u009c]*(?:\u0007|\u001b\\|\u009c)?/g;
// oxlint-disable-next-line no-control-regex -- it is about them
const COMMANDS = /(?:\u001b\[|\u009b)[\u0020-\u003f]*[\u0040-\u007e]?|\u001b[\u0020-\u002f]*[\u0030-\u007e]?/g;
// oxlint-disable-next-line no-control-regex -- it is about them
const CONTROLS = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/g;

/**
 * Text of a task for logs and tracebacks, which terminals show as well: lines, tabs and colours (SGR) stay. Whatever else
 * steers a terminal (moves of the cursor, titles, links, the clipboard) goes, so that no text passes for one of ours.
 */
export function withoutEscapes(text: string): string {
  if (text.search(CONTROLS) < 0) return text;
  // what stands between colours, so that no colour is made of what is left of something else
  const colours = text.match(COLOURS) ?? [];
  const plain = text
    .split(COLOURS)
    .map((part) => part.replaceAll(STRINGS, "").replaceAll(COMMANDS, "").replaceAll(CONTROLS, ""));
  return plain.map((part, i) => part + (colours[i] ?? "")).join("");
}

/** Control characters, and those that turn the direction of what follows, would break the line they stand in. */
export function oneLine(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(COLOURS, "")
    .replaceAll(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]+/gu, " ");
}

/** "1 feature", "2,000 features". @param plural where it is more than an s behind it */
export function countOf(count: number, noun: string, plural = `${noun}s`): string {
  return `${count.toLocaleString("en-US")} ${count === 1 ? noun : plural}`;
}
