import { existsSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SpatialError } from "../errors.ts";
import { openProcessKernel } from "../notebook/process-kernel.ts";
import { jupyterDataFolders, KERNEL_MAIN, kernelsFolder, readKernelSpec, type KernelSpec } from "./kernelspec.ts";
import { parseOptions, positionalsWithin } from "./options.ts";

const HELP = `Usage: mapcell doctor

Looks at everything the kernel needs, and says what is missing and which command mends it.

Exit codes: 0 all is well, 1 something is missing, 2 wrong usage.`;

/** One thing looked at. Without it, `mend` says what to do. */
interface Finding {
  readonly what: string;
  readonly isWell: boolean;
  readonly mend?: string;
}

const LEAST_NODE = [20, 19] as const;

/** @returns the exit code */
export async function doctor(args: readonly string[]): Promise<number> {
  const options = { help: { type: "boolean", short: "h" } } as const;
  const { values, positionals } = parseOptions({ args: [...args], allowPositionals: true, options });
  if (values.help === true) {
    console.log(HELP);
    return 0;
  }
  positionalsWithin(positionals, [0, 0], "mapcell doctor");
  const findings = [nodeVersion(), ...(await kernel()), ...jupyter()];
  for (const { what, isWell, mend } of findings) {
    console.log(`${isWell ? "ok      " : "MISSING "}${what}`);
    if (!isWell && mend !== undefined) console.log(`        ${mend}`);
  }
  return findings.every(({ isWell }) => isWell) ? 0 : 1;
}

function nodeVersion(): Finding {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  const isWell = major > LEAST_NODE[0] || (major === LEAST_NODE[0] && minor >= LEAST_NODE[1]);
  const mend = `Install Node ${LEAST_NODE.join(".")} or newer from https://nodejs.org.`;
  return { what: `Node ${process.versions.node}`, isWell, mend };
}

/** Whether the kernel is built and answers: starting it also loads the sockets' native part. */
async function kernel(): Promise<readonly Finding[]> {
  if (!existsSync(KERNEL_MAIN)) return [{ what: `kernel at ${KERNEL_MAIN}`, isWell: false, mend: "npm run build" }];
  const start = Date.now();
  try {
    const link = await openProcessKernel({ cwd: tmpdir() });
    await link.close();
    return [{ what: `kernel starts and answers (${Date.now() - start} ms)`, isWell: true }];
  } catch (error) {
    if (!(error instanceof SpatialError)) throw error;
    const mend = `${error.message} Reinstall the packages: npm ci (or npm install mapcell).`;
    return [{ what: "kernel starts and answers", isWell: false, mend }];
  }
}

function jupyter(): readonly Finding[] {
  const folders = jupyterDataFolders();
  if (!folders) {
    const mend = `pip install jupyterlab anywidget; or "mapcell lab", which has a private one.`;
    return [{ what: "jupyter command", isWell: false, mend }];
  }
  const kernels = [...folders.map((folder) => join(folder, "kernels")), kernelsFolder({ kind: "user" })];
  return [
    { what: "jupyter command", isWell: true },
    registration(kernels),
    extension(folders, "@jupyter-widgets/jupyterlab-manager", "pip install jupyterlab_widgets"),
    extension(folders, "anywidget", "pip install anywidget"),
  ];
}

function registration(kernels: readonly string[]): Finding {
  const what = "kernel registered with Jupyter";
  const specs = kernels.flatMap((folder) => readKernelSpec(folder, "mapcell") ?? []);
  const [spec] = specs;
  if (!spec) return { what, isWell: false, mend: "mapcell install" };
  const fault = faultOf(spec);
  return fault === undefined ? { what, isWell: true } : { what, isWell: false, mend: `${fault} mapcell install` };
}

/** A registration survives what it points to: an upgraded Node, a moved package. */
function faultOf({ argv, interrupt_mode: mode }: KernelSpec): string | undefined {
  const gone = argv.filter((word) => /[/\\]/.test(word) && !existsSync(word));
  if (gone.length > 0) return `It points to "${gone.join(`", "`)}", which is gone.`;
  if (!argv.includes(KERNEL_MAIN)) return `It starts another installation: ${argv.join(" ")}.`;
  return mode === "message" ? undefined : "It was made by an older version.";
}

/** The map needs widgets in JupyterLab; without them its picture and table are shown. */
function extension(folders: readonly string[], name: string, mend: string): Finding {
  const file = folders.map((folder) => join(folder, "labextensions", name, "package.json")).find(existsSync);
  if (file === undefined) return { what: `JupyterLab extension ${name}`, isWell: false, mend };
  const { version } = JSON.parse(readFileSync(file, "utf8")) as { readonly version: string };
  return { what: `JupyterLab extension ${name} ${version}`, isWell: true };
}
