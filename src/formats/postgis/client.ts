import { connect as connectPlain, type Socket } from "node:net";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type * as Pg from "pg";
import type { Client, ClientConfig } from "pg";
import { SpatialError } from "../../errors.ts";
import type { Feedback } from "../../feedback.ts";
import { type Asked, isCanceled, masked, serverError } from "./server-error.ts";
import type { Connection } from "./connection.ts";
import type { ConnectionSettings } from "./connection-text.ts";

/** What a task that talks to a database has. */
export interface DatabaseWork {
  readonly connection: Connection;
  readonly feedback: Feedback;
  /** Aborts when the task is canceled. */
  readonly signal: AbortSignal;
}

/** Texts as ISO 8601 has them, and the same whatever the server's own settings are. */
const SETTINGS =
  "set datestyle = 'ISO, YMD'; set intervalstyle = 'iso_8601'; set timezone = 'UTC'; set bytea_output = 'hex'; " +
  "set extra_float_digits = 1; set synchronize_seqscans = off";
const CONNECT_SECONDS = 15;
/** Numbers of the protocol: a request to cancel, and its length. */
const CANCEL_REQUEST = 80877102;
const CANCEL_LENGTH = 16;

/**
 * Calls `use` with an open connection, which is closed afterwards. A cancel is sent to the server, which ends what it is
 * doing. Throws LAYER_UNREADABLE when the server can't be reached, BAD_ARGUMENT for what it refuses, TASK_CANCELED.
 */
export async function withClient<T>(
  { connection, feedback, signal }: DatabaseWork,
  use: (client: Client) => Promise<T>,
): Promise<T> {
  const { label } = connection;
  const asked: Asked = { label, sql: "", secrets: secretsOf(connection) };
  const client = await newClient(connection);
  // the driver tells of a lost connection twice; the query's own error is the one that counts
  client.on("error", () => undefined);
  client.on("notice", ({ message }) => feedback.log("info", masked(message ?? "", asked.secrets)));
  const cancel = (): void => sendCancel(client, connection);
  signal.addEventListener("abort", cancel, { once: true });
  try {
    signal.throwIfAborted();
    await abortable(client.connect(), client, signal);
    await client.query(SETTINGS);
    return await use(client);
  } catch (cause) {
    feedback.throwIfCanceled();
    if (signal.aborted) throw signal.reason;
    if (isCanceled(cause))
      throw new SpatialError("TASK_FAILED", `The database "${label}" ended the query: ${(cause as Error).message}.`);
    throw serverError(cause, asked);
  } finally {
    signal.removeEventListener("abort", cancel);
    await closed(client);
  }
}

/** What must not be shown of a connection. */
export function secretsOf({ settings }: Connection): readonly string[] {
  const { password } = settings;
  return password === undefined || password === "" ? [] : [password, encodeURIComponent(password)];
}

async function newClient({ settings }: Connection): Promise<Client> {
  const imported = await import("pg");
  const pg = (imported as unknown as { readonly default: typeof Pg }).default;
  return new pg.Client(clientConfig(settings));
}

function clientConfig(settings: ConnectionSettings): ClientConfig {
  const { host, port, user, password, dbname, options, connect_timeout: timeout, application_name: program } = settings;
  const ssl = sslOf(settings);
  return {
    ...(host !== undefined && { host }),
    ...(port !== undefined && { port: Number(port) }),
    ...(user !== undefined && { user }),
    ...(password !== undefined && { password }),
    ...((dbname ?? user) !== undefined && { database: dbname ?? user }),
    ...(options !== undefined && { options }),
    ...(ssl !== undefined && { ssl }),
    application_name: program ?? "mapcell",
    connectionTimeoutMillis: 1000 * Number(timeout ?? CONNECT_SECONDS),
  };
}

/** As libpq has it: `require` encrypts and trusts any server, `verify-full` checks who it is. */
function sslOf({ sslmode = "disable", sslrootcert, host }: ConnectionSettings): ClientConfig["ssl"] {
  switch (sslmode) {
    case "disable":
    case "allow":
    case "prefer":
      return undefined;
    case "require":
    case "no-verify":
      return { rejectUnauthorized: false };
    case "verify-ca":
    case "verify-full":
      return {
        rejectUnauthorized: true,
        ...(sslrootcert !== undefined && { ca: readFileSync(sslrootcert, "utf8") }),
        ...(sslmode === "verify-full" ? { servername: host } : { checkServerIdentity: () => undefined }),
      };
    default:
      throw new SpatialError(
        "BAD_ARGUMENT",
        `sslmode is "${sslmode}"; expected disable, require, verify-ca or verify-full.`,
      );
  }
}

/** The driver can't be told to stop connecting: what it waits for is closed. */
async function abortable(connecting: Promise<unknown>, client: Client, signal: AbortSignal): Promise<void> {
  const close = (): void => void streamOf(client).destroy();
  signal.addEventListener("abort", close, { once: true });
  try {
    await connecting;
  } finally {
    signal.removeEventListener("abort", close);
  }
}

interface Inside {
  readonly connection: { readonly stream: Socket };
  readonly processID: number | null;
  readonly secretKey: number | null;
}

function streamOf(client: Client): Socket {
  return (client as unknown as Inside).connection.stream;
}

/** Asks the server, on a connection of its own, to end what this one does. A server that is gone needs no asking. */
function sendCancel(client: Client, { settings }: Connection): void {
  const { processID, secretKey } = client as unknown as Inside;
  if (processID === null || secretKey === null) return;
  const request = Buffer.alloc(CANCEL_LENGTH);
  for (const [i, value] of [CANCEL_LENGTH, CANCEL_REQUEST, processID, secretKey].entries())
    request.writeInt32BE(value, 4 * i);
  const { host = "localhost", port = "5432" } = settings;
  const socket = host.startsWith("/") ? connectPlain(join(host, `.s.PGSQL.${port}`)) : connectPlain(Number(port), host);
  socket.once("connect", () => socket.end(request));
  socket.on("error", () => streamOf(client).destroy());
}

/** A connection that does not answer is dropped. */
async function closed(client: Client): Promise<void> {
  const stream = streamOf(client);
  if (stream.destroyed) return;
  try {
    await client.end();
  } catch {
    stream.destroy();
  }
}
