import { copyFileSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { capture, step } from "../../src/setup/run.mjs";

const WINDOWS = process.platform === "win32";
const WANTED = fileURLToPath(new URL("../corpus/packages/", import.meta.url));
const LOCK = "package-lock.json";
/** A copy of the lock file, made when all of it has been installed. */
const DONE = "installed.json";

/**
 * Makes sure that the packages which the corpus of cells imports stand in `folder`, as its lock file has them (130 MB).
 * Quick when they are there. Never throws: what is missing comes back as a reason for the user.
 *
 * @param {{ folder: string, say: (line: string) => void }} options
 * @returns {Promise<string | undefined>} why they are missing
 */
export async function ensureCorpusPackages({ folder, say }) {
  const wanted = readFileSync(join(WANTED, LOCK), "utf8");
  const done = join(folder, DONE);
  if (existsSync(done) && readFileSync(done, "utf8") === wanted) return undefined;
  mkdirSync(folder, { recursive: true });
  for (const file of ["package.json", LOCK]) copyFileSync(join(WANTED, file), join(folder, file));
  const args = ["ci", "--prefix", folder, "--ignore-scripts", "--no-audit", "--no-fund"];
  const install = () => capture(WINDOWS ? "npm.cmd" : "npm", args, { shell: WINDOWS });
  const { code, output } = await step(say, "Installing the packages that the corpus of cells imports", install);
  if (code !== 0) return `the packages of test/corpus could not be installed:\n${output.trim().slice(-1000)}`;
  copyFileSync(join(folder, LOCK), done);
  return undefined;
}
