import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { isAtLeast, quoted, type Finding } from "./finding.ts";
import {
  isOurs,
  KERNEL_MAIN,
  kernelsFolder,
  readKernelSpec,
  type KernelSpec,
  type InstallPlace,
} from "./kernelspec.ts";
import { LEAST_NODE, NODE_ADVICE } from "./own-checks.ts";
import { DEFAULT_NAME } from "./place.ts";

/** One of our kernelspecs, wherever it points. */
interface Registration {
  readonly folder: string;
  readonly spec: KernelSpec | "unreadable";
}

/**
 * Every registration of ours that front ends find, and whether it still starts a kernel: it survives what it points to.
 *
 * @param data Jupyter's data folders
 */
export function registrations(data: readonly string[], place: InstallPlace | undefined): readonly Finding[] {
  const asked = place === undefined ? [kernelsFolder({ kind: "user" })] : [kernelsFolder(place)];
  const folders = place === undefined ? [...data.map((folder) => join(folder, "kernels")), ...asked] : asked;
  const found = [...new Set(folders.map((folder) => resolve(folder)))].flatMap(oursIn);
  if (found.length > 0) return found.map(check);
  const flags = place === undefined ? "" : ` ${flagsOf(kernelsFolder(place))}`;
  const where = place === undefined ? "" : ` in ${kernelsFolder(place)}`;
  return [{ what: `kernel not registered with Jupyter${where}`, state: "fault", mend: `mapcell install${flags}` }];
}

function oursIn(kernels: string): Registration[] {
  const names = existsSync(kernels) ? readdirSync(kernels) : [];
  return names.flatMap((name) => {
    const spec = readKernelSpec(kernels, name);
    const isOne = spec === "unreadable" ? name === DEFAULT_NAME : spec !== undefined && isOurs(spec);
    return spec !== undefined && isOne ? [{ folder: join(kernels, name), spec }] : [];
  });
}

function check({ folder, spec }: Registration): Finding {
  const what = `kernel registered in ${folder}`;
  const name = basename(folder) === DEFAULT_NAME ? "" : ` --name ${basename(folder)}`;
  const mend = `mapcell install ${flagsOf(dirname(folder))}${name}`;
  if (spec === "unreadable") return { what: `${what}: kernel.json can't be read`, state: "fault", mend };
  const gone = spec.argv.filter((word) => /[/\\]/.test(word) && !existsSync(word));
  if (gone.length > 0) return { what: `${what}: "${gone.join(`", "`)}" is gone`, state: "fault", mend };
  const node = nodeFault(spec.argv[0] ?? "");
  if (node !== undefined) return { what: `${what}: ${node}`, state: "fault", mend: NODE_ADVICE };
  if (spec.interrupt_mode !== "message" || !spec.argv.includes("--no-force-async-hooks-checks"))
    return { what: `${what}: made by an older version`, state: "fault", mend };
  if (spec.argv.includes(KERNEL_MAIN)) return { what, state: "ok" };
  const other = spec.argv.find((word) => word.endsWith("main.js"));
  return { what: `${what}: starts another installation, ${other}`, state: "hint", mend: `${mend} (to use this one)` };
}

/** The Node that a registration names may be another one than runs here. */
function nodeFault(node: string): string | undefined {
  if (node === process.execPath) return undefined;
  const { status, stdout } = spawnSync(node, ["--version"], { encoding: "utf8" });
  if (status !== 0) return `${node} does not run`;
  return isAtLeast(stdout.trim(), LEAST_NODE) ? undefined : `${node} is Node ${stdout.trim()}`;
}

/** The options that say this folder of kernels to `mapcell install`. */
function flagsOf(kernels: string): string {
  if (resolve(kernels) === resolve(kernelsFolder({ kind: "user" }))) return "--user";
  return `--prefix ${quoted(resolve(kernels, "..", "..", ".."))}`;
}
