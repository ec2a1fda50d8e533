import { randomUUID } from "node:crypto";

/** Version of the Jupyter messaging protocol spoken on both sides. */
export const PROTOCOL_VERSION = "5.5";

export type JsonObject = Readonly<Record<string, unknown>>;

export interface Header {
  readonly msg_id: string;
  readonly msg_type: string;
  readonly session: string;
  readonly username: string;
  /** ISO 8601. */
  readonly date: string;
  readonly version: string;
}

/** One Jupyter message, as both sides of a socket see it. */
export interface WireMessage {
  /** Routing frames: the peer's address on a router socket, the topic on a publisher; empty elsewhere. */
  readonly identities: readonly Uint8Array[];
  readonly header: Header;
  /** Header of the request that caused this message. */
  readonly parent?: Header;
  readonly metadata: JsonObject;
  readonly content: JsonObject;
  readonly buffers: readonly Uint8Array[];
}

/** Who sends: `session` is one id per client or kernel process. */
export interface Sender {
  readonly session: string;
  readonly username: string;
}

export function newHeader(type: string, sender: Sender): Header {
  return {
    msg_id: randomUUID(),
    msg_type: type,
    session: sender.session,
    username: sender.username,
    date: new Date().toISOString(),
    version: PROTOCOL_VERSION,
  };
}

/** The text under a key of a message's content; empty when there is none. */
export function textIn(content: JsonObject, key: string): string {
  const value = content[key];
  return typeof value === "string" ? value : "";
}

/** A message of ours towards a kernel: `newRequest("execute_request", content, sender)`. */
export function newRequest(
  type: string,
  content: JsonObject,
  sender: Sender,
  extra: { readonly metadata?: JsonObject; readonly parent?: Header; readonly buffers?: readonly Uint8Array[] } = {},
): WireMessage {
  return { identities: [], metadata: {}, buffers: [], ...extra, header: newHeader(type, sender), content };
}
