/** Bytes that images begin with, in hexadecimal digits. */
const BEGINNINGS = [
  ["89504e470d0a1a0a", "image/png"],
  ["ffd8ff", "image/jpeg"],
  ["47494638", "image/gif"],
] as const;

/** The media type of an image, told by its first bytes; undefined for what is none that front ends show. */
export function imageType(bytes: Uint8Array): string | undefined {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(12, bytes.byteLength));
  const digits = head.toString("hex");
  const known = BEGINNINGS.find(([beginning]) => digits.startsWith(beginning));
  if (known !== undefined) return known[1];
  return head.toString("latin1", 0, 4) === "RIFF" && head.toString("latin1", 8, 12) === "WEBP"
    ? "image/webp"
    : undefined;
}
