import { KernelConnection, KernelSpecAPI, ServerConnection, SessionAPI } from "@jupyterlab/services";
import { SpatialError } from "../errors.ts";
import { readExecuteReply, type ExecuteReply, type LinkedKernel, type KernelLink } from "./kernel-link.ts";
import type { OutputMessage } from "./output-collector.ts";

export interface ServerKernelOptions {
  /** Address of the Jupyter server, such as "http://localhost:8888". */
  readonly serverUrl: string;
  readonly token?: string;
  /** The kernelspec to start, such as "mapcell". */
  readonly kernelName: string;
  /** The notebook on the server, relative to its root folder: the kernel works in that folder. */
  readonly path: string;
}

/**
 * Starts a kernel of a remote Jupyter server, in a session of its own.
 *
 * @throws SpatialError SERVER_UNREACHABLE, also when the server refuses the token or lacks the kernel
 */
export async function openServerKernel(options: ServerKernelOptions): Promise<KernelLink> {
  const settings = settingsFor(options);
  const specs = await asking(options.serverUrl, () => KernelSpecAPI.getSpecs(settings));
  if (!specs.kernelspecs[options.kernelName]) {
    const known = Object.keys(specs.kernelspecs).join(", ");
    const advice = `It has ${known || "none"}; on that machine run "mapcell install".`;
    throw new SpatialError("SERVER_UNREACHABLE", `The server has no kernel "${options.kernelName}". ${advice}`);
  }
  const { path, kernelName } = options;
  const session = await asking(options.serverUrl, () =>
    SessionAPI.startSession({ path, name: path, type: "notebook", kernel: { name: kernelName } }, settings),
  );
  if (!session.kernel) throw new SpatialError("KERNEL_LOST", "The server started a session without a kernel.");
  const connection = new KernelConnection({ model: session.kernel, serverSettings: settings, handleComms: false });
  const link = new ServerKernel(connection, () => SessionAPI.shutdownSession(session.id, settings));
  return link.ready();
}

function settingsFor({ serverUrl, token = "" }: ServerKernelOptions): ServerConnection.ISettings {
  const baseUrl = serverUrl.endsWith("/") ? serverUrl : `${serverUrl}/`;
  return ServerConnection.makeSettings({ baseUrl, wsUrl: baseUrl.replace(/^http/, "ws"), token, appendToken: true });
}

async function asking<T>(serverUrl: string, request: () => Promise<T>): Promise<T> {
  try {
    return await request();
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    const advice = "check --server and --token";
    throw new SpatialError(
      "SERVER_UNREACHABLE",
      `The Jupyter server at ${serverUrl} did not help: ${reason}; ${advice}.`,
      {
        cause,
      },
    );
  }
}

class ServerKernel implements KernelLink {
  readonly #connection: KernelConnection;
  readonly #shutdown: () => Promise<void>;
  readonly #lost: Promise<never>;
  #info: LinkedKernel | undefined;

  constructor(connection: KernelConnection, shutdown: () => Promise<void>) {
    this.#connection = connection;
    this.#shutdown = shutdown;
    this.#lost = new Promise((_, reject) => {
      const lose = (reason: string) => reject(new SpatialError("KERNEL_LOST", `The kernel on the server ${reason}.`));
      connection.statusChanged.connect((_sender, status) => {
        if (status === "dead") lose("died");
        if (status === "restarting" || status === "autorestarting")
          lose("died and was restarted; its variables are gone");
      });
      connection.connectionStatusChanged.connect((_sender, status) => {
        if (status === "disconnected") lose("can no longer be reached");
      });
    });
    this.#lost.catch(() => undefined); // raised by the next execute, not as an unhandled rejection
  }

  get info(): LinkedKernel {
    return this.#info ?? { implementation: "", languageInfo: {} };
  }

  /** Settles once the kernel has told about itself. */
  async ready(): Promise<this> {
    const content = await Promise.race([this.#connection.info, this.#lost]);
    if (content.status !== "ok") throw new SpatialError("KERNEL_LOST", "The kernel on the server gave no kernel_info.");
    this.#info = { implementation: content.implementation, languageInfo: { ...content.language_info } };
    return this;
  }

  async execute(code: string, onOutput: (message: OutputMessage) => void): Promise<ExecuteReply> {
    const future = this.#connection.requestExecute(
      { code, allow_stdin: false, stop_on_error: false },
      false, // it tells of output that comes after the reply, too
    );
    future.onIOPub = ({ header, content }) => onOutput({ type: header.msg_type, content: { ...content } });
    const reply = await Promise.race([future.done, this.#lost]);
    return readExecuteReply({ ...reply.content });
  }

  async interrupt(): Promise<void> {
    await this.#connection.interrupt();
  }

  async close(): Promise<void> {
    if (this.#connection.isDisposed) return;
    this.#connection.dispose();
    await this.#shutdown();
  }
}
