import { spawn } from "node:child_process";

/**
 * Runs a command to its end and captures what it prints. Never throws: a command that cannot be started has code 127.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {import("node:child_process").SpawnOptions} [options]
 * @returns {Promise<{ code: number, output: string }>}
 */
export function capture(command, args, options = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { ...options, stdio: ["ignore", "pipe", "pipe"] });
    const parts = [];
    child.stdout.on("data", (data) => parts.push(data));
    child.stderr.on("data", (data) => parts.push(data));
    child.on("error", (error) => resolve({ code: 127, output: error.message }));
    child.on("close", (code) => resolve({ code: code ?? 1, output: Buffer.concat(parts).toString() }));
  });
}

/**
 * Runs a command on the terminal of this process. Ctrl+C reaches the command by itself; this process waits for its end.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {import("node:child_process").SpawnOptions} [options]
 * @returns {Promise<number>} the exit code; 127 when the command cannot be started
 */
export async function runHere(command, args, options = {}) {
  const child = spawn(command, args, { stdio: "inherit", ...options });
  const pass = (signal) => child.kill(signal);
  process.on("SIGINT", waitForChild).on("SIGTERM", pass);
  const code = await new Promise((resolve) => {
    child.on("error", () => resolve(127));
    child.on("close", (status) => resolve(status ?? 1));
  });
  process.off("SIGINT", waitForChild).off("SIGTERM", pass);
  return code;
}

function waitForChild() {
  // a listener, even one that does nothing, keeps Ctrl+C from ending this process before its child
}

/**
 * Does a step that may take a while: says so before, and how it went after.
 *
 * @template T
 * @param {(line: string) => void} say
 * @param {string} what
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function step(say, what, work) {
  const start = Date.now();
  const ended = (how) => say(`${what}: ${how} ${((Date.now() - start) / 1000).toFixed(1)} s`);
  say(`${what} …`);
  try {
    const result = await work();
    ended("done in");
    return result;
  } catch (error) {
    ended("failed after");
    throw error;
  }
}
