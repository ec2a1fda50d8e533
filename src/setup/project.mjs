import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { capture, step } from "./run.mjs";

const NPM = process.platform === "win32" ? "npm.cmd" : "npm";
/** Command lines of npm.cmd need a shell on Windows. */
const SHELL = { shell: process.platform === "win32" };

/** The set-up of a clone: npm packages and build, each done only when something changed since. */

/**
 * @param {string} root the project folder
 * @param {(line: string) => void} say
 */
export async function ensurePackages(root, say) {
  if (packagesMatchLock(root)) return;
  await step(say, "Installing the npm packages (npm ci)", () => must(NPM, ["ci", "--no-audit", "--no-fund"], root));
}

/**
 * Whether node_modules holds what package-lock.json asks for. npm writes what it installed into a lock file of its own;
 * packages for other platforms are optional there and may be absent.
 *
 * @param {string} root
 */
function packagesMatchLock(root) {
  const wanted = readJson(join(root, "package-lock.json"))?.packages;
  const installed = readJson(join(root, "node_modules", ".package-lock.json"))?.packages;
  if (!wanted || !installed) return false;
  return Object.entries(wanted).every(([path, entry]) => {
    if (path === "") return true;
    const present = installed[path];
    return present ? present.version === entry.version : entry.optional === true;
  });
}

/** Builds dist/ when a source changed since the last build. */
export async function ensureBuild(root, say) {
  const stampFile = join(root, "dist", ".stamp");
  const stamp = hashSources(root);
  if (existsSync(stampFile) && readFileSync(stampFile, "utf8") === stamp) return;
  await step(say, "Building", () => must(NPM, ["run", "--silent", "build"], root));
  mkdirSync(dirname(stampFile), { recursive: true });
  writeFileSync(stampFile, stamp);
}

/** A hash of everything the build reads. */
function hashSources(root) {
  const hash = createHash("sha256");
  const files = ["kernel", "src"].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath ?? entry.path, entry.name)),
  );
  for (const file of [...files, join(root, "package-lock.json"), join(root, "tsconfig.json")].toSorted(byText)) {
    hash.update(file.slice(root.length)).update("\0").update(readFileSync(file)).update("\0");
  }
  return hash.digest("hex");
}

function byText(a, b) {
  return a < b ? -1 : 1;
}

async function must(command, args, cwd) {
  const { code, output } = await capture(command, args, { cwd, ...SHELL });
  if (code !== 0) throw new Error(`"${command} ${args.join(" ")}" failed (exit code ${code}):\n${output.trim()}`);
}

function readJson(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : undefined;
}
