/** Whether a file begins as a JSON object does, after a byte order mark and spaces. */
export function startsAsObject(head: Uint8Array): boolean {
  return /^(?:\u00ef\u00bb\u00bf)?\s*\{/.test(Buffer.from(head).toString("latin1"));
}
