import { cpSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { SpatialError } from "../errors.ts";
import type { InstallPlace } from "./kernelspec.ts";
import { packageVersion } from "../package-version.ts";
import { askPython, pythonOf } from "./python.ts";

const MODULE = "mapcell_papermill";
const SOURCE = fileURLToPath(new URL(`./papermill/${MODULE}.py`, import.meta.url));
/** papermill loads what is named here when it starts; the name is that of an engine. */
const ENTRY_POINTS = `[papermill.engine]\nmapcell = ${MODULE}:NBClientEngine\n`;

/** Where packages of this user, or of the environment, are imported from. */
const FIND_FOLDER = `
import json, site, sys, sysconfig
scheme = [sysconfig.get_preferred_scheme("user")] if sys.argv[1] == "user" else []
print(json.dumps([sysconfig.get_path("purelib", *scheme), not scheme or bool(site.ENABLE_USER_SITE)]))`;

/**
 * Makes papermill at this place translate parameters to TypeScript: a module and what makes it a package, without pip.
 * Takes the place of an older one.
 *
 * @returns the module's file
 * @throws SpatialError SETUP where there is no Python, or its packages can't be written
 */
export function installPlugin(place: InstallPlace): string {
  const folder = packagesFolder(place);
  const info = `${MODULE}-${packageVersion()}.dist-info`;
  const file = join(folder, `${MODULE}.py`);
  const files: Readonly<Record<string, string>> = {
    METADATA: `Metadata-Version: 2.1\nName: ${MODULE}\nVersion: ${packageVersion()}\nSummary: papermill's parameters in TypeScript notebooks\n`,
    "entry_points.txt": ENTRY_POINTS,
    INSTALLER: "mapcell\n",
  };
  const record = [`${MODULE}.py`, ...[...Object.keys(files), "RECORD"].map((name) => `${info}/${name}`)];
  try {
    for (const older of filesIn(folder)) rmSync(older, { recursive: true });
    mkdirSync(join(folder, info), { recursive: true });
    cpSync(SOURCE, file);
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, info, name), text);
    writeFileSync(join(folder, info, "RECORD"), record.map((name) => `${name},,\n`).join(""));
    return file;
  } catch (cause) {
    const advice = "Choose another place with --user, --sys-prefix or --prefix.";
    throw new SpatialError("SETUP", `Cannot write papermill's plug-in into "${folder}". ${advice}`, { cause });
  }
}

/** Takes away everything of the plug-in at this place. @returns its folder, where there was one */
export function removePlugin(place: InstallPlace): string | undefined {
  const folder = hasPython(place) ? packagesFolder(place) : undefined;
  const found = folder === undefined ? [] : filesIn(folder);
  for (const file of found) rmSync(file, { recursive: true });
  return found.length > 0 ? folder : undefined;
}

function packagesFolder(place: InstallPlace): string {
  const python = pythonOf(place);
  const answer = askPython(python, FIND_FOLDER, place.kind);
  if (!Array.isArray(answer)) throw new SpatialError("SETUP", `"${python}" does not run, or is older than 3.10.`);
  const [folder, isUsed] = answer as [string, boolean];
  if (isUsed) return folder;
  const advice = "Give the environment with --sys-prefix or --prefix.";
  throw new SpatialError(
    "SETUP",
    `"${python}" belongs to an environment, which ignores the user's packages. ${advice}`,
  );
}

/** A place of kernels need not have a Python. */
function hasPython(place: InstallPlace): boolean {
  try {
    return askPython(pythonOf(place), FIND_FOLDER, place.kind) !== undefined;
  } catch (error) {
    if (error instanceof SpatialError) return false;
    throw error;
  }
}

/** The module, what makes it a package, in any version, and what Python made of it. */
function filesIn(folder: string): string[] {
  return [
    ...namesIn(folder, /^mapcell_papermill(\.py|-.*\.dist-info)$/),
    ...namesIn(join(folder, "__pycache__"), /^mapcell_papermill\./),
  ];
}

function namesIn(folder: string, pattern: RegExp): string[] {
  const names = existsSync(folder) ? readdirSync(folder) : [];
  return names.filter((name) => pattern.test(name)).map((name) => join(folder, name));
}
