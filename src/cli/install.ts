import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { SpatialError } from "../errors.ts";
import { isOurs, KERNEL_MAIN, kernelSpec, kernelsFolder, readKernelSpec, writeKernelSpec } from "./kernelspec.ts";
import { parseOptions, positionalsWithin } from "./options.ts";
import { installPlugin, removePlugin } from "./papermill-plugin.ts";
import { DEFAULT_NAME, PLACE_OPTIONS, placeOf, PLACES } from "./place.ts";

const INSTALL_HELP = `Usage: mapcell install [--user | --sys-prefix | --prefix DIR] [--name NAME] [--display-name TEXT] [--papermill]

Registers the kernel with Jupyter, in place of an earlier registration of the same name.

${PLACES}
  --name NAME     what notebooks call the kernel ("${DEFAULT_NAME}")
  --display-name  what people see in the launcher ("TypeScript (mapcell)")
  --papermill     also let the papermill there inject parameters ("papermill IN OUT -p NAME VALUE")

Exit codes: 0 done, 2 wrong usage or nothing could be written.`;

const UNINSTALL_HELP = `Usage: mapcell uninstall [--user | --sys-prefix | --prefix DIR] [--name NAME]

Removes what "mapcell install" has registered at the same place, papermill's plug-in too.

${PLACES}
  --name NAME     the kernel's name ("${DEFAULT_NAME}")

Exit codes: 0 done, 2 wrong usage or no such kernel.`;

const OPTIONS = { ...PLACE_OPTIONS, help: { type: "boolean", short: "h" }, name: { type: "string" } } as const;

/** @returns the exit code @throws SpatialError SETUP, BAD_ARGUMENT, UNKNOWN_OPTION */
export async function install(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseOptions({
    args: [...args],
    allowPositionals: true,
    options: { ...OPTIONS, "display-name": { type: "string" }, papermill: { type: "boolean" } },
  });
  if (values.help === true) {
    say(INSTALL_HELP);
    return 0;
  }
  positionalsWithin(positionals, [0, 0], "mapcell install, and options");
  if (!existsSync(KERNEL_MAIN)) {
    throw new SpatialError("SETUP", `The kernel is not built: "${KERNEL_MAIN}" is missing. Run "npm run build".`);
  }
  const spec = kernelSpec(values["display-name"] ?? "TypeScript (mapcell)");
  const [place, name] = [placeOf(values), nameOf(values)];
  const before = readKernelSpec(kernelsFolder(place), name);
  if (before && before !== "unreadable" && !isOurs(before)) {
    const what = `"${name}" is another kernel already ("${before.display_name}" in "${kernelsFolder(place)}")`;
    throw new SpatialError("SETUP", `${what}; choose another --name.`);
  }
  say(`Registered the kernel in ${writeKernelSpec(kernelsFolder(place), name, spec)}`);
  if (values.papermill === true) say(`Installed the plug-in of papermill as ${installPlugin(place)}`);
  return 0;
}

/** @returns the exit code @throws SpatialError SETUP, BAD_ARGUMENT, UNKNOWN_OPTION */
export async function uninstall(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseOptions({ args: [...args], allowPositionals: true, options: OPTIONS });
  if (values.help === true) {
    say(UNINSTALL_HELP);
    return 0;
  }
  positionalsWithin(positionals, [0, 0], "mapcell uninstall, and options");
  const [place, name] = [placeOf(values), nameOf(values)];
  const isKernel = removeKernel(kernelsFolder(place), name);
  const plugin = name === DEFAULT_NAME ? removePlugin(place) : undefined;
  if (plugin !== undefined) say(`Removed the plug-in of papermill from ${plugin}`);
  if (isKernel || plugin !== undefined) return 0;
  const advice = "Give the place it was installed to: --user, --sys-prefix or --prefix.";
  throw new SpatialError("SETUP", `There is no kernel "${name}" in "${kernelsFolder(place)}". ${advice}`);
}

/** @returns whether it was there @throws SpatialError SETUP for a kernel that is not ours */
function removeKernel(kernels: string, name: string): boolean {
  const spec = readKernelSpec(kernels, name);
  if (!spec) return false;
  if (spec === "unreadable" || !isOurs(spec)) {
    throw new SpatialError("SETUP", `The kernel "${name}" in "${kernels}" is not mapcell's; remove it by hand.`);
  }
  const folder = join(kernels, name);
  rmSync(folder, { recursive: true });
  say(`Removed ${folder}`);
  return true;
}

function nameOf({ name = DEFAULT_NAME }: { readonly name?: string }): string {
  if (/^[\w.-]+$/.test(name) && !/^\.+$/.test(name)) return name;
  throw new SpatialError("BAD_ARGUMENT", `--name is "${name}"; expected letters, digits, "-", "_" and "." only.`);
}

function say(text: string): void {
  console.log(text);
}
