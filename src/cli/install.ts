import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { SpatialError } from "../errors.ts";
import { KERNEL_MAIN, kernelSpec, kernelsFolder, readKernelSpec, writeKernelSpec, type Place } from "./kernelspec.ts";
import { parseOptions, positionalsWithin } from "./options.ts";

const DEFAULT_NAME = "mapcell";

const PLACES = `  --user          for this user (the default)
  --sys-prefix    in the active Python environment
  --prefix DIR    below a folder, such as a Python environment`;

const INSTALL_HELP = `Usage: mapcell install [--user | --sys-prefix | --prefix DIR] [--name NAME] [--display-name TEXT]

Registers the kernel with Jupyter, in place of an earlier registration of the same name.

${PLACES}
  --name NAME     what notebooks call the kernel ("${DEFAULT_NAME}")
  --display-name  what people see in the launcher ("TypeScript (mapcell)")

Exit codes: 0 done, 2 wrong usage or nothing could be written.`;

const UNINSTALL_HELP = `Usage: mapcell uninstall [--user | --sys-prefix | --prefix DIR] [--name NAME]

Removes what "mapcell install" has registered at the same place.

${PLACES}
  --name NAME     the kernel's name ("${DEFAULT_NAME}")

Exit codes: 0 done, 2 wrong usage or no such kernel.`;

const PLACE_ADVICE = "Give the place it was installed to: --user, --sys-prefix or --prefix.";

const OPTIONS = {
  help: { type: "boolean", short: "h" },
  user: { type: "boolean" },
  "sys-prefix": { type: "boolean" },
  prefix: { type: "string" },
  name: { type: "string" },
} as const;

/** @returns the exit code @throws SpatialError SETUP, BAD_ARGUMENT, UNKNOWN_OPTION */
export async function install(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseOptions({
    args: [...args],
    allowPositionals: true,
    options: { ...OPTIONS, "display-name": { type: "string" } },
  });
  if (values.help === true) return say(INSTALL_HELP);
  positionalsWithin(positionals, [0, 0], "mapcell install, and options");
  if (!existsSync(KERNEL_MAIN)) {
    throw new SpatialError("SETUP", `The kernel is not built: "${KERNEL_MAIN}" is missing. Run "npm run build".`);
  }
  const spec = kernelSpec(values["display-name"] ?? "TypeScript (mapcell)");
  const folder = writeKernelSpec(kernelsFolder(placeOf(values)), nameOf(values), spec);
  return say(`Registered the kernel in ${folder}`);
}

/** @returns the exit code @throws SpatialError SETUP, BAD_ARGUMENT, UNKNOWN_OPTION */
export async function uninstall(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseOptions({ args: [...args], allowPositionals: true, options: OPTIONS });
  if (values.help === true) return say(UNINSTALL_HELP);
  positionalsWithin(positionals, [0, 0], "mapcell uninstall, and options");
  const [kernels, name] = [kernelsFolder(placeOf(values)), nameOf(values)];
  const spec = readKernelSpec(kernels, name);
  if (!spec) throw new SpatialError("SETUP", `There is no kernel "${name}" in "${kernels}". ${PLACE_ADVICE}`);
  if (spec.language !== "typescript" || !spec.argv.some((word) => word.endsWith("main.js"))) {
    throw new SpatialError("SETUP", `The kernel "${name}" in "${kernels}" is not mapcell's; remove it by hand.`);
  }
  const folder = join(kernels, name);
  rmSync(folder, { recursive: true });
  return say(`Removed ${folder}`);
}

interface PlaceOptions {
  readonly user?: boolean;
  readonly "sys-prefix"?: boolean;
  readonly prefix?: string;
  readonly name?: string;
}

function placeOf({ user, "sys-prefix": sysPrefix, prefix }: PlaceOptions): Place {
  if ([user === true, sysPrefix === true, prefix !== undefined].filter(Boolean).length > 1) {
    throw new SpatialError("BAD_ARGUMENT", "More than one of --user, --sys-prefix and --prefix was given; give one.");
  }
  if (prefix !== undefined) return { kind: "prefix", prefix };
  return sysPrefix === true ? { kind: "sys-prefix" } : { kind: "user" };
}

function nameOf({ name = DEFAULT_NAME }: PlaceOptions): string {
  if (/^[\w.-]+$/.test(name)) return name;
  throw new SpatialError("BAD_ARGUMENT", `--name is "${name}"; expected letters, digits, "-", "_" and "." only.`);
}

function say(text: string): number {
  console.log(text);
  return 0;
}
