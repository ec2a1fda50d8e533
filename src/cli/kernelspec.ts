import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { homedir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { SpatialError } from "../errors.ts";
import { PROTOCOL_VERSION } from "../wire/message.ts";

/** The built kernel, and what goes beside `kernel.json`: the logos. */
export const KERNEL_MAIN = fileURLToPath(new URL("../../kernel/main.js", import.meta.url));
const LOGOS = fileURLToPath(new URL("../../kernel/kernelspec/", import.meta.url));

export interface KernelSpec {
  readonly argv: readonly string[];
  readonly display_name: string;
  readonly language: string;
  readonly interrupt_mode: "message" | "signal";
  readonly kernel_protocol_version: string;
  readonly env: Readonly<Record<string, string>>;
  readonly metadata: Readonly<Record<string, unknown>>;
}

/** Where a kernelspec goes: for this user, into the active Python environment, or below a folder of one's own. */
export type InstallPlace =
  | { readonly kind: "user" }
  | { readonly kind: "sys-prefix" }
  | { readonly kind: "prefix"; readonly prefix: string };

/** Absolute paths throughout: front ends start kernels with another PATH and from other folders. */
export function kernelSpec(displayName: string): KernelSpec {
  return {
    // terminating a timer's callback aborts Node unless its checks of async ids are off
    argv: [stableNode(), "--no-force-async-hooks-checks", KERNEL_MAIN, "{connection_file}"],
    display_name: displayName,
    language: "typescript",
    interrupt_mode: "message",
    kernel_protocol_version: PROTOCOL_VERSION,
    // glibc's own value; where it is given, glibc doesn't raise it, and gives back what compiling took
    env: { MALLOC_TRIM_THRESHOLD_: "131072" },
    metadata: { debugger: false },
  };
}

/**
 * The folder that holds Jupyter's kernels at this place.
 *
 * @throws SpatialError SETUP when there is no active environment
 */
export function kernelsFolder(place: InstallPlace, env: NodeJS.ProcessEnv = process.env): string {
  switch (place.kind) {
    case "user":
      return join(userDataFolder(env), "kernels");
    case "prefix":
      return join(resolve(place.prefix), "share", "jupyter", "kernels");
    case "sys-prefix":
      return join(activeEnvironment(env), "share", "jupyter", "kernels");
  }
}

/**
 * The folder of the Python environment that is active in this terminal.
 *
 * @throws SpatialError SETUP when there is none
 */
export function activeEnvironment(env: NodeJS.ProcessEnv = process.env): string {
  const prefix = env["VIRTUAL_ENV"] ?? env["CONDA_PREFIX"];
  if (prefix) return prefix;
  const advice = "Activate one, or name its folder with --prefix.";
  throw new SpatialError("SETUP", `--sys-prefix was given, but no Python environment is active. ${advice}`);
}

/** Writes the kernelspec, in place of an earlier one, in one step. @returns its folder */
export function writeKernelSpec(kernels: string, name: string, spec: KernelSpec): string {
  const folder = join(kernels, name);
  try {
    mkdirSync(kernels, { recursive: true });
    const fresh = mkdtempSync(join(kernels, ".mapcell-"));
    for (const logo of readdirSync(LOGOS)) cpSync(join(LOGOS, logo), join(fresh, logo));
    writeFileSync(join(fresh, "kernel.json"), `${JSON.stringify(spec, undefined, 2)}\n`);
    rmSync(folder, { recursive: true, force: true });
    renameSync(fresh, folder);
    return folder;
  } catch (cause) {
    const advice = "Choose another place with --user, --sys-prefix or --prefix.";
    throw new SpatialError("SETUP", `Cannot write the kernelspec into "${kernels}". ${advice}`, { cause });
  }
}

/** The kernelspec of this name, if one is there; "unreadable" for a file that Jupyter can't read either. */
export function readKernelSpec(kernels: string, name: string): KernelSpec | "unreadable" | undefined {
  const file = join(kernels, name, "kernel.json");
  if (!existsSync(file)) return undefined;
  try {
    const spec = JSON.parse(readFileSync(file, "utf8")) as Partial<KernelSpec>;
    return Array.isArray(spec.argv) ? (spec as KernelSpec) : "unreadable";
  } catch (error) {
    if (error instanceof SyntaxError) return "unreadable";
    throw error;
  }
}

/** Whether a kernelspec is mapcell's, of any version and wherever that was. */
export function isOurs({ argv, language }: KernelSpec): boolean {
  return language === "typescript" && argv.some((word) => /[/\\]kernel[/\\]main\.js$/.test(word));
}

function userDataFolder(env: NodeJS.ProcessEnv): string {
  const given = env["JUPYTER_DATA_DIR"];
  if (given) return given;
  const home = homedir();
  if (process.platform === "win32") return join(env["APPDATA"] ?? join(home, "AppData", "Roaming"), "jupyter");
  if (process.platform === "darwin") return join(home, "Library", "Jupyter");
  return join(env["XDG_DATA_HOME"] ?? join(home, ".local", "share"), "jupyter");
}

/** This Node; where its path names a version, rather a link on PATH to it that an upgrade leaves valid. */
function stableNode(): string {
  const here = realpathSync(process.execPath);
  if (!hasVersion(process.execPath)) return process.execPath;
  const program = process.platform === "win32" ? "node.exe" : "node";
  const links = (process.env["PATH"] ?? "").split(delimiter).map((folder) => join(folder, program));
  return links.find((link) => !hasVersion(link) && existsSync(link) && realpathSync(link) === here) ?? process.execPath;
}

function hasVersion(path: string): boolean {
  return /\d+\.\d+/.test(path);
}
