import { spawn, type ChildProcess } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { SpatialError } from "../errors.ts";
import { connectionText, type ConnectionInfo } from "../wire/connection.ts";
import { readExecuteReply, type ExecuteReply, type LinkedKernel, type KernelLink } from "./kernel-link.ts";
import type { OutputMessage } from "./output-collector.ts";
import { WireClient } from "./wire-client.ts";

const KERNEL = fileURLToPath(new URL("../../kernel/main.js", import.meta.url));
/** How long a kernel may take to answer at first, and to end after it was asked to. */
const START_MS = 60_000;
const SHUTDOWN_MS = 5000;
const LOG_CHARACTERS = 4000;

export interface ProcessKernelOptions {
  /** Where the kernel works: paths in cells are relative to it. */
  readonly cwd: string;
  /** Starts another kernel than ours; the connection file's path is appended. */
  readonly command?: readonly [string, ...string[]];
  /** Besides the environment of this process. */
  readonly env?: Readonly<Record<string, string>>;
}

/**
 * Starts a kernel as a process of its own on this machine. It ends with the link, or when this process dies.
 *
 * @throws SpatialError KERNEL_LOST when it ends at once or does not answer
 */
export async function openProcessKernel({ cwd, command, env = {} }: ProcessKernelOptions): Promise<KernelLink> {
  const folder = mkdtempSync(join(tmpdir(), "mapcell-"));
  const connection = await newConnection();
  const file = join(folder, "connection.json");
  writeFileSync(file, connectionText(connection), { mode: 0o600 });
  const [program, ...args] = command ?? [process.execPath, "--no-force-async-hooks-checks", KERNEL];
  const child = spawn(program, [...args, file], {
    cwd,
    env: { ...process.env, ...env, JPY_PARENT_PID: String(process.pid) },
    stdio: ["ignore", "pipe", "pipe"],
    // As Jupyter does: Ctrl+C in a terminal is for the runner alone.
    detached: process.platform !== "win32",
  });
  const kernel = new ProcessKernel(child, connection, folder);
  try {
    return await kernel.ready();
  } catch (error) {
    await kernel.close();
    throw error;
  }
}

class ProcessKernel implements KernelLink {
  readonly #child: ChildProcess;
  readonly #client: WireClient;
  readonly #folder: string;
  readonly #exit: Promise<void>;
  readonly #lost: Promise<never>;
  #log = "";
  #closed = false;
  #info: LinkedKernel = { implementation: "", languageInfo: {} };

  constructor(child: ChildProcess, connection: ConnectionInfo, folder: string) {
    this.#child = child;
    this.#folder = folder;
    this.#client = new WireClient(connection, (error) => this.#note(`${String(error)}\n`));
    for (const stream of [child.stdout, child.stderr]) stream?.on("data", (data) => this.#note(String(data)));
    const ended = new Promise<string>((resolve) => {
      child.once("error", (error) => resolve(`could not be started: ${error.message}`));
      child.once("exit", (code, signal) => resolve(`ended with ${signal ?? `code ${code}`}`));
    });
    this.#exit = ended.then(() => undefined);
    this.#lost = ended.then((how) => {
      throw this.#lostBecause(how);
    });
    this.#lost.catch(() => undefined); // raised by the request that waits, if any
  }

  get info(): LinkedKernel {
    return this.#info;
  }

  /** Settles once the kernel has told about itself. */
  async ready(): Promise<this> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(this.#lostBecause(`did not answer in ${START_MS / 1000} s`)), START_MS);
    });
    const content = await Promise.race([this.#client.kernelInfo(), this.#lost, late]).finally(() =>
      clearTimeout(timer),
    );
    const language = content["language_info"];
    this.#info = {
      implementation: String(content["implementation"]),
      languageInfo: typeof language === "object" && language !== null ? { ...language } : {},
    };
    return this;
  }

  async execute(code: string, onOutput: (message: OutputMessage) => void): Promise<ExecuteReply> {
    const content = {
      code,
      silent: false,
      store_history: true,
      user_expressions: {},
      allow_stdin: false,
      stop_on_error: false,
    };
    const reply = this.#client.request("shell", ["execute_request", content], (message) =>
      onOutput({ type: message.header.msg_type, content: message.content }),
    );
    return readExecuteReply(await Promise.race([reply, this.#lost]));
  }

  async interrupt(): Promise<void> {
    const { promise: late, stop } = afterMs(SHUTDOWN_MS);
    await Promise.race([this.#client.request("control", ["interrupt_request", {}]), this.#exit, late]).finally(stop);
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    if (this.#child.exitCode === null && this.#child.signalCode === null) {
      void this.#client.request("control", ["shutdown_request", { restart: false }]);
      const hard = setTimeout(() => this.#child.kill("SIGKILL"), SHUTDOWN_MS);
      await this.#exit;
      clearTimeout(hard);
    }
    this.#client.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #note(text: string): void {
    this.#log = (this.#log + text).slice(-LOG_CHARACTERS);
  }

  #lostBecause(how: string): SpatialError {
    const log = this.#log.trim();
    return new SpatialError("KERNEL_LOST", `The kernel ${how}.${log === "" ? "" : ` It last said:\n${log}`}`);
  }
}

function afterMs(ms: number): { readonly promise: Promise<"late">; readonly stop: () => void } {
  let timer: NodeJS.Timeout | undefined;
  const promise = new Promise<"late">((resolve) => {
    timer = setTimeout(() => resolve("late"), ms);
  });
  return { promise, stop: () => clearTimeout(timer) };
}

/** Five ports that are free now, all held open until the last is known. */
async function newConnection(): Promise<ConnectionInfo> {
  const ip = "127.0.0.1";
  const holders = await Promise.all(Array.from({ length: 5 }, () => holdPort(ip)));
  const [shell = 0, control = 0, stdin = 0, iopub = 0, hb = 0] = holders.map(
    (holder) => (holder.address() as AddressInfo).port,
  );
  await Promise.all(holders.map((holder) => new Promise((done) => holder.close(done))));
  const ports = { shell, control, stdin, iopub, hb };
  return { transport: "tcp", ip, ports, key: randomUUID(), signatureScheme: "hmac-sha256" };
}

function holdPort(ip: string): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer().once("error", reject);
    server.listen(0, ip, () => resolve(server));
  });
}
