import { existsSync, mkdirSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { basename, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { SpatialError } from "../errors.ts";
import { ensureJupyter } from "../setup/python.mjs";
import { registerKernel } from "../setup/register.mjs";
import { runHere } from "../setup/run.mjs";
import { parseOptions, positionalsWithin } from "./options.ts";

const HELP = `Usage: mapcell lab [PATH] [--no-browser] [--port N] [-- JUPYTERLAB OPTIONS]

Opens JupyterLab on the folder or notebook PATH (the current folder when left out). The first time, JupyterLab and the
widget extensions are installed into a private Python environment (Python 3.10 or newer with venv is needed).

  --no-browser  print the address instead of opening a browser
  --port N      the port of the server

Exit codes: JupyterLab's own; 2 for wrong usage or when JupyterLab cannot be had.`;

export async function lab(args: readonly string[]): Promise<number> {
  const split = args.indexOf("--");
  const [own, more] = split < 0 ? [args, []] : [args.slice(0, split), args.slice(split + 1)];
  const { values, positionals } = parseOptions({
    args: [...own],
    allowPositionals: true,
    options: { help: { type: "boolean", short: "h" }, "no-browser": { type: "boolean" }, port: { type: "string" } },
  });
  if (values.help === true) {
    console.log(HELP);
    return 0;
  }
  const [path = "."] = positionalsWithin(positionals, [0, 1], "mapcell lab [PATH]");
  const target = labTarget(path);
  const jupyter = await prepareEnvironment();
  const options = [
    ...target,
    ...(values["no-browser"] === true ? ["--no-browser"] : []),
    ...(values.port === undefined ? [] : [`--ServerApp.port=${values.port}`]),
    ...(process.getuid?.() === 0 ? ["--allow-root"] : []),
    ...more,
  ];
  return runHere(jupyter, ["-m", "jupyterlab", ...options]);
}

/** @returns the Python of the environment, with the kernel registered in it */
async function prepareEnvironment(): Promise<string> {
  const folder = join(dataFolder(), "venv");
  mkdirSync(dirname(folder), { recursive: true });
  const jupyter = await ensureJupyter({ folder, say: (line) => console.error(`mapcell: ${line}`) });
  if (jupyter.status === "missing") {
    const advice = `"mapcell run NOTEBOOK" needs no Python.`;
    throw new SpatialError("SETUP", `${jupyter.reason} ${advice}`);
  }
  const packageRoot = fileURLToPath(new URL("../../../", import.meta.url));
  await registerKernel(packageRoot, folder);
  return jupyter.python;
}

function labTarget(path: string): readonly string[] {
  const full = resolve(path);
  if (!existsSync(full))
    throw new SpatialError("FILE_MISSING", `"${path}" does not exist; give a folder or a notebook.`);
  if (statSync(full).isDirectory()) return [`--ServerApp.root_dir=${full}`];
  return [
    `--ServerApp.root_dir=${dirname(full)}`,
    `--LabApp.default_url=/lab/tree/${encodeURIComponent(basename(full))}`,
  ];
}

/** Where a program keeps its own files for one user, by the custom of the platform. */
function dataFolder(): string {
  if (process.platform === "win32")
    return join(process.env["LOCALAPPDATA"] ?? join(homedir(), "AppData", "Local"), "mapcell");
  if (process.platform === "darwin") return join(homedir(), "Library", "Application Support", "mapcell");
  return join(process.env["XDG_DATA_HOME"] ?? join(homedir(), ".local", "share"), "mapcell");
}
