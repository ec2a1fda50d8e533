import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, realpathSync } from "node:fs";
import { delimiter, join, resolve } from "node:path";
import { SpatialError } from "../errors.ts";
import { activeEnvironment, type InstallPlace } from "./kernelspec.ts";

const WINDOWS = process.platform === "win32";

/**
 * The Python whose packages belong to a place.
 *
 * @throws SpatialError SETUP where there is none
 */
export function pythonOf(place: InstallPlace): string {
  if (place.kind === "user") return WINDOWS ? "python" : "python3";
  const prefix = place.kind === "prefix" ? resolve(place.prefix) : activeEnvironment();
  const python = ["bin/python3", "bin/python", "Scripts/python.exe", "python.exe"]
    .map((name) => join(prefix, name))
    .find(existsSync);
  if (python !== undefined) return python;
  throw new SpatialError("SETUP", `There is no Python in "${prefix}"; give the folder of a Python environment.`);
}

/** The Python that the `jupyter` command on PATH runs; undefined where there is no such command. */
export function jupyterPython(): string | undefined {
  const name = WINDOWS ? "jupyter.exe" : "jupyter";
  const found = (process.env["PATH"] ?? "").split(delimiter).map((folder) => join(folder, name));
  const command = found.find(existsSync);
  if (command === undefined) return undefined;
  if (WINDOWS) return pythonBeside(command) ?? "python";
  const [, interpreter] = /^#!\s*(\/\S*python[\d.]*)\s*$/m.exec(readFileSync(command, "utf8").slice(0, 500)) ?? [];
  return interpreter ?? pythonBeside(realpathSync(command)) ?? "python3";
}

/** Runs a script and reads the JSON that it prints; undefined where Python is missing or the script fails. */
export function askPython(python: string, script: string, ...args: readonly string[]): unknown {
  const { status, stdout } = spawnSync(python, ["-c", script, ...args], { encoding: "utf8" });
  return status === 0 ? JSON.parse(stdout) : undefined;
}

function pythonBeside(command: string): string | undefined {
  return ["python3", "python", "python.exe", "../python.exe"].map((name) => join(command, "..", name)).find(existsSync);
}
