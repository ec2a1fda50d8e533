const MARK = /^\u00ef\u00bb\u00bf/;

/** What a file of text begins with, a character a byte, without a byte order mark. */
export function textStart(head: Uint8Array): string {
  return Buffer.from(head).toString("latin1").replace(MARK, "");
}

/** Whether a file begins as a JSON object does, after a byte order mark and spaces. */
export function startsAsObject(head: Uint8Array): boolean {
  return /^\s*\{/.test(textStart(head));
}

/** Whether a file begins as XML whose outermost element is of that name, with a prefix or without. */
export function startsAsXml(head: Uint8Array, name: string): boolean {
  const [before = ""] = /^\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*/s.exec(textStart(head)) ?? [];
  const [, tag] = /^<(?:\w+:)?(\w+)[\s>]/.exec(textStart(head).slice(before.length)) ?? [];
  return tag === name;
}
