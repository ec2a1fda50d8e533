import { SpatialError } from "../errors.ts";

export type Channel = "shell" | "control" | "stdin" | "iopub" | "hb";

export const CHANNELS: readonly Channel[] = ["shell", "control", "stdin", "iopub", "hb"];

/** What a connection file says: where a kernel listens and how its messages are signed. */
export interface ConnectionInfo {
  readonly transport: "tcp" | "ipc";
  readonly ip: string;
  readonly ports: Readonly<Record<Channel, number>>;
  readonly key: string;
  readonly signatureScheme: string;
}

/**
 * Reads a connection file's text.
 *
 * @throws SpatialError WIRE when it is no connection file
 */
export function parseConnection(text: string): ConnectionInfo {
  const file = parseFile(text);
  const transport = file["transport"] ?? "tcp";
  if (transport !== "tcp" && transport !== "ipc") {
    throw new SpatialError(
      "WIRE",
      `The connection file's transport is ${JSON.stringify(transport)}; expected "tcp" or "ipc".`,
    );
  }
  const port = (channel: Channel) => {
    const value = file[`${channel}_port`];
    if (typeof value === "number" && Number.isInteger(value) && value > 0) return value;
    throw new SpatialError("WIRE", `The connection file has no ${channel}_port.`);
  };
  return {
    transport,
    ip: textOf(file["ip"], "127.0.0.1"),
    ports: {
      shell: port("shell"),
      control: port("control"),
      stdin: port("stdin"),
      iopub: port("iopub"),
      hb: port("hb"),
    },
    key: textOf(file["key"], ""),
    signatureScheme: textOf(file["signature_scheme"], "hmac-sha256"),
  };
}

/** The text of a connection file, for whoever starts a kernel. */
export function connectionText({ transport, ip, ports, key, signatureScheme }: ConnectionInfo): string {
  const entries = CHANNELS.map((channel) => [`${channel}_port`, ports[channel]]);
  return JSON.stringify(
    { ...Object.fromEntries(entries), transport, ip, key, signature_scheme: signatureScheme },
    undefined,
    2,
  );
}

/** Address of one channel, such as "tcp://127.0.0.1:5001". */
export function endpointOf({ transport, ip, ports }: ConnectionInfo, channel: Channel): string {
  return `${transport}://${ip}${transport === "tcp" ? ":" : "-"}${ports[channel]}`;
}

function parseFile(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null) return value as Record<string, unknown>;
  } catch (cause) {
    throw new SpatialError("WIRE", "The connection file is not JSON.", { cause });
  }
  throw new SpatialError("WIRE", "The connection file is not a JSON object.");
}

function textOf(value: unknown, fallback: string): string {
  return typeof value === "string" && value !== "" ? value : fallback;
}
