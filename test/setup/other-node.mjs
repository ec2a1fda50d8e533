import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { capture, step } from "../../src/setup/run.mjs";

const WINDOWS = process.platform === "win32";

/**
 * Makes sure that another Node.js stands in `folder`: the part of npm's package `node` for this platform (190 MB), which
 * needs no install script. Quick when it is there. Never throws: what is missing comes back as a reason for the user.
 *
 * @param {{ major: number, folder: string, say: (line: string) => void }} options
 * @returns {Promise<{ status: "ready", node: string } | { status: "missing", reason: string }>}
 */
export async function ensureNode({ major, folder, say }) {
  const name = `node-${WINDOWS ? "win" : process.platform}-${process.arch}`;
  const node = join(folder, "node_modules", name, "bin", WINDOWS ? "node.exe" : "node");
  const isReady = async () => existsSync(node) && (await capture(node, ["--version"])).output.startsWith(`v${major}.`);
  if (await isReady()) return { status: "ready", node };
  mkdirSync(folder, { recursive: true });
  const args = ["install", "--prefix", folder, "--no-save", "--ignore-scripts", "--no-audit", "--no-fund"];
  const install = () => capture(WINDOWS ? "npm.cmd" : "npm", [...args, `${name}@${major}`], { shell: WINDOWS });
  const { output } = await step(say, `Installing Node.js ${major} for the tests`, install);
  if (await isReady()) return { status: "ready", node };
  return { status: "missing", reason: `Node.js ${major} could not be installed:\n${output.trim().slice(-1000)}` };
}
