import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { fileURLToPath } from "node:url";
import { SpatialError } from "../errors.ts";
import { openProcessKernel } from "../notebook/process-kernel.ts";
import { isAtLeast, type Finding, type Version } from "./finding.ts";
import { KERNEL_MAIN } from "./kernelspec.ts";

export const LEAST_NODE: Version = [20, 19];
export const NODE_ADVICE = `Install Node ${LEAST_NODE.join(".")} or newer from https://nodejs.org, then: mapcell install`;

/** Where mapcell is a package among others, npm puts in order what belongs to it; in a clone, the lock file says what. */
const REINSTALL = fileURLToPath(import.meta.url).includes("node_modules")
  ? "npm install --include=optional mapcell"
  : "npm ci --include=optional && npm run build";

/** Packages with a part for each platform, which npm may have left out. */
const NATIVE = [
  {
    name: "esbuild (TypeScript in tasks)",
    use: async () => (await import("../functions/strip-types.ts")).stripTypes("let n: number = 1", []),
  },
  { name: "resvg (pictures of layers)", use: () => import("../render/picture.ts") },
];

/** What mapcell needs itself, without any Jupyter. */
export async function ownChecks(): Promise<readonly Finding[]> {
  const node = process.versions.node;
  const isNew = isAtLeast(node, LEAST_NODE);
  return [
    { what: `Node ${node}`, state: isNew ? "ok" : "fault", mend: NODE_ADVICE },
    ...(await Promise.all(NATIVE.map(({ name, use }) => works(name, use)))),
    await kernel(),
  ];
}

/** A package that can't be loaded says so in its own words, of which the first line is the reason. */
export async function works(name: string, use: () => unknown): Promise<Finding> {
  try {
    await use();
    return { what: `${name} works`, state: "ok" };
  } catch (error) {
    const [reason = ""] = (error instanceof Error ? error.message : String(error)).split("\n");
    return { what: `${name}: ${reason}`, state: "fault", mend: REINSTALL };
  }
}

/** Starting it also loads the sockets' native part. */
async function kernel(): Promise<Finding> {
  const what = "kernel starts and answers";
  if (!existsSync(KERNEL_MAIN)) return { what: `kernel at ${KERNEL_MAIN}`, state: "fault", mend: REINSTALL };
  const start = Date.now();
  try {
    const link = await openProcessKernel({ cwd: tmpdir() });
    await link.close();
    return { what: `${what} (${Date.now() - start} ms)`, state: "ok" };
  } catch (error) {
    if (!(error instanceof SpatialError)) throw error;
    return { what: `${what}: ${error.message}`, state: "fault", mend: REINSTALL };
  }
}
