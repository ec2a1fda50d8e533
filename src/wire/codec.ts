import { createHmac, getHashes, timingSafeEqual } from "node:crypto";
import { SpatialError } from "../errors.ts";
import type { Header, JsonObject, WireMessage } from "./message.ts";

const DELIMITER = Buffer.from("<IDS|MSG>");
/** As many signatures are remembered; a message that comes again later than that would be read. */
const REMEMBERED = 10_000;

/** A message whose four JSON parts are text already, for senders that must fail where the value is at hand. */
export interface EncodedParts {
  readonly identities: readonly (Uint8Array | string)[];
  readonly header: string;
  readonly parent: string;
  readonly metadata: string;
  readonly content: string;
  readonly buffers: readonly Uint8Array[];
}

/**
 * Turns messages into signed ZeroMQ frames and back. An empty key turns signing off, as the protocol has it. Every message
 * has an id of its own, so a signature that comes twice is somebody's who has recorded it.
 */
export class WireCodec {
  readonly #key: string;
  readonly #hash: string;
  /** Signatures read, oldest first. */
  readonly #seen = new Set<string>();

  /** @throws SpatialError WIRE for a signature scheme this Node cannot compute */
  constructor({ key, signatureScheme }: { readonly key: string; readonly signatureScheme: string }) {
    this.#key = key;
    this.#hash = signatureScheme.replace(/^hmac-/, "");
    if (key !== "" && !(signatureScheme.startsWith("hmac-") && getHashes().includes(this.#hash))) {
      throw new SpatialError(
        "WIRE",
        `The signature scheme is "${signatureScheme}"; expected "hmac-" and a hash, such as "hmac-sha256".`,
      );
    }
  }

  encode(message: WireMessage): Uint8Array[] {
    return this.encodeParts({
      identities: message.identities,
      header: JSON.stringify(message.header),
      parent: JSON.stringify(message.parent ?? {}),
      metadata: JSON.stringify(message.metadata),
      content: JSON.stringify(message.content),
      buffers: message.buffers,
    });
  }

  encodeParts({ identities, header, parent, metadata, content, buffers }: EncodedParts): Uint8Array[] {
    const parts = [header, parent, metadata, content].map((part) => Buffer.from(part));
    const signature = Buffer.from(this.#sign(parts));
    return [...identities.map(toBytes), DELIMITER, signature, ...parts, ...buffers];
  }

  /** @throws SpatialError WIRE for frames that are no Jupyter message, whose signature is not ours, or that came before */
  decode(frames: readonly Uint8Array[]): WireMessage {
    const start = frames.findIndex((frame) => DELIMITER.equals(frame));
    const parts = frames.slice(start + 2, start + 6);
    const signature = frames[start + 1];
    if (start < 0 || !signature || parts.length < 4) {
      throw new SpatialError("WIRE", `Got ${frames.length} frames that are no Jupyter message.`);
    }
    if (!this.#isSignedBy(parts, signature)) {
      throw new SpatialError("WIRE", "A message was not signed with this connection's key; it is ignored.");
    }
    if (this.#isReplay(signature)) throw new SpatialError("WIRE", "A message came twice; it is ignored.");
    const [header, parent, metadata, content] = parts.map(parseObject);
    return {
      identities: frames.slice(0, start),
      header: asHeader(header),
      ...(parent && "msg_id" in parent ? { parent: asHeader(parent) } : {}),
      metadata: metadata ?? {},
      content: content ?? {},
      buffers: frames.slice(start + 6),
    };
  }

  #sign(parts: readonly Uint8Array[]): string {
    if (this.#key === "") return "";
    const hmac = createHmac(this.#hash, this.#key);
    for (const part of parts) hmac.update(part);
    return hmac.digest("hex");
  }

  #isSignedBy(parts: readonly Uint8Array[], signature: Uint8Array): boolean {
    const expected = Buffer.from(this.#sign(parts));
    return expected.length === signature.length && timingSafeEqual(expected, signature);
  }

  #isReplay(signature: Uint8Array): boolean {
    if (this.#key === "") return false;
    const text = Buffer.from(signature).toString();
    if (this.#seen.has(text)) return true;
    this.#seen.add(text);
    const [oldest] = this.#seen;
    if (this.#seen.size > REMEMBERED && oldest !== undefined) this.#seen.delete(oldest);
    return false;
  }
}

function toBytes(identity: Uint8Array | string): Uint8Array {
  return typeof identity === "string" ? Buffer.from(identity) : identity;
}

function parseObject(frame: Uint8Array): JsonObject {
  const text = Buffer.from(frame.buffer, frame.byteOffset, frame.byteLength).toString();
  const value = parseJson(text);
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as JsonObject;
  throw new SpatialError("WIRE", `A part of a message is ${text.slice(0, 40)}; expected a JSON object.`);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new SpatialError("WIRE", `A part of a message is not JSON: ${text.slice(0, 40)}`, { cause });
  }
}

function asHeader(part: JsonObject | undefined): Header {
  const { msg_id, msg_type, session } = part ?? {};
  if (typeof msg_id !== "string" || typeof msg_type !== "string" || typeof session !== "string") {
    throw new SpatialError("WIRE", "A message header lacks msg_id, msg_type or session.");
  }
  return { username: "", date: "", version: "", ...part, msg_id, msg_type, session };
}
