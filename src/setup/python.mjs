import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { capture, step } from "./run.mjs";

const WINDOWS = process.platform === "win32";
const OLDEST = [3, 10];
/** The pinned indirect packages themselves need this Python. */
const CONSTRAINED_FROM = [3, 11];
const REQUIREMENTS = fileURLToPath(new URL("requirements.txt", import.meta.url));
const CONSTRAINTS = fileURLToPath(new URL("constraints.txt", import.meta.url));
const PIP_INSTALL = ["-m", "pip", "install", "--disable-pip-version-check", "--no-input"];
const PROBE = "import sys, venv, ensurepip; print('%d.%d' % sys.version_info[:2])";

/** JupyterLab asks the network for news unless told not to. */
const LAB_SETTINGS = {
  "@jupyterlab/apputils-extension:notification": { fetchNews: "false", checkForUpdates: false },
};

/**
 * Makes sure that a private Python environment with JupyterLab and the widget extensions stands in `folder`.
 * Quick when it already does. Never throws: what is missing comes back as a reason for the user.
 *
 * @param {{ folder: string, say: (line: string) => void }} options
 * @returns {Promise<{ status: "ready", python: string } | { status: "missing", reason: string }>}
 */
export async function ensureJupyter({ folder, say }) {
  const python = join(folder, WINDOWS ? "Scripts/python.exe" : "bin/python");
  const stampFile = join(folder, ".mapcell-stamp");
  const stamp = createHash("sha256")
    .update(folder)
    .update(readFileSync(REQUIREMENTS))
    .update(readFileSync(CONSTRAINTS))
    .digest("hex");
  if (existsSync(python) && existsSync(stampFile) && readFileSync(stampFile, "utf8") === stamp) {
    keepScriptsApart(folder);
    return { status: "ready", python };
  }
  const base = await findPython();
  if (base.status === "missing") return base;
  const what = `Installing JupyterLab into a private environment (Python ${base.version.join(".")})`;
  try {
    await step(say, what, () => install(base, folder, python));
  } catch (error) {
    return { status: "missing", reason: error.message };
  }
  writeFileSync(stampFile, stamp);
  return { status: "ready", python };
}

/**
 * Adds packages to an environment that `ensureJupyter` has made. Quick when they are there. Never throws.
 *
 * @param {{ folder: string, python: string, requirements: string, say: (line: string) => void }} options
 * @returns {Promise<string | undefined>} why it could not, for the user
 */
export async function addPackages({ folder, python, requirements, say }) {
  const stampFile = join(folder, ".mapcell-added"); // goes when the environment is made anew
  const stamp = readFileSync(requirements, "utf8");
  if (existsSync(stampFile) && readFileSync(stampFile, "utf8") === stamp) return undefined;
  try {
    await step(say, "Installing the Python packages of the tests", () =>
      must("pip could not install the tests' packages", python, [...PIP_INSTALL, "-r", requirements]),
    );
  } catch (error) {
    return error.message;
  }
  writeFileSync(stampFile, stamp);
  return undefined;
}

/**
 * JupyterLab runs scripts of its own with Node. Inside of a project whose package.json says that scripts are ES modules,
 * they break; this one, nearer to them, says nothing.
 */
function keepScriptsApart(folder) {
  const file = join(folder, "package.json");
  if (!existsSync(file)) writeFileSync(file, "{}\n");
}

async function install(base, folder, python) {
  if (existsSync(folder) && !existsSync(join(folder, "pyvenv.cfg"))) {
    throw new Error(`"${folder}" exists and is not a Python environment; move it away.`);
  }
  rmSync(folder, { recursive: true, force: true });
  await must("Python could not make an environment", base.command, [...base.args, "-m", "venv", folder]);
  const constraints = atLeast(base.version, CONSTRAINED_FROM) ? ["-c", CONSTRAINTS] : [];
  const pip = [...PIP_INSTALL, "-r", REQUIREMENTS, ...constraints];
  await must("pip could not install JupyterLab", python, pip);
  const settings = join(folder, "share", "jupyter", "lab", "settings");
  mkdirSync(settings, { recursive: true });
  writeFileSync(join(settings, "overrides.json"), `${JSON.stringify(LAB_SETTINGS, null, 2)}\n`);
  keepScriptsApart(folder);
}

async function must(problem, command, args) {
  const { code, output } = await capture(command, args);
  if (code !== 0) throw new Error(`${problem}:\n${output.trim().split("\n").slice(-12).join("\n")}`);
}

/** The first Python on this machine that is new enough and can make environments. */
async function findPython() {
  const candidates = [["python3"], ["python"], ...(WINDOWS ? [["py", "-3"]] : [["/usr/bin/python3"]])];
  const reasons = [];
  for (const [command, ...args] of candidates) {
    const { code, output } = await capture(command, [...args, "-c", PROBE]);
    const version = code === 0 ? output.trim().split(".").map(Number) : [];
    if (version.length === 2 && atLeast(version, OLDEST)) return { status: "found", command, args, version };
    if (version.length === 2) reasons.push(`${command} is version ${version.join(".")}`);
    else if (code !== 127)
      reasons.push(`${command} lacks the venv module (Debian and Ubuntu: apt-get install python3-venv)`);
  }
  const found = reasons.length === 0 ? "no Python found" : reasons.join("; ");
  return { status: "missing", reason: `JupyterLab needs Python ${OLDEST.join(".")} or newer with venv: ${found}.` };
}

function atLeast(version, [major, minor]) {
  return version[0] > major || (version[0] === major && version[1] >= minor);
}
