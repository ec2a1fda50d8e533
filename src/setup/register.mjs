import { join } from "node:path";
import { capture } from "./run.mjs";

/**
 * Registers the built kernel in a Python environment. Done at every start: it is quick, and the kernelspec names the
 * Node that runs now.
 *
 * @param {string} root the project folder, built
 * @param {string} environment the environment's folder
 */
export async function registerKernel(root, environment) {
  const cli = join(root, "dist", "src", "cli", "main.js");
  const { code, output } = await capture(process.execPath, [cli, "install", "--prefix", environment]);
  if (code !== 0) throw new Error(`The kernel could not be registered:\n${output.trim()}`);
}
