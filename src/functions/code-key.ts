import { createHash } from "node:crypto";
import { readFileSync, realpathSync } from "node:fs";
import { isBuiltin } from "node:module";
import { dirname, join, resolve } from "node:path";
import { isRelative } from "./dynamic-imports.ts";
import type { PreparedCode, PreparedFunction } from "./prepared-function.ts";

/** Of packages that the code asks for by itself while it runs. */
const ASKED = /(?:import|require|__load)\(\s*["']([^"'\n]+)["']/g;

/**
 * Hash (hex) of a function's code with all that goes along with it, whichever cell it stands in: functions, files of the
 * user's, and the versions of the packages that it imports and of those that they need.
 * @param baseDir where packages are looked for
 */
export function codeKey(prepared: PreparedFunction, baseDir: string): string {
  const { along, modules, names } = prepared;
  const packages = new Map<string, string>();
  for (const name of [prepared, ...along].flatMap(packagesOf)) addPackage(packages, name, resolve(baseDir));
  const content = {
    task: partOf(prepared),
    names,
    along: along.map(partOf),
    modules: Object.entries(modules).map(([specifier, { code }]) => [specifier, code]),
    packages: [...packages.values()].toSorted(),
  };
  return createHash("sha256").update(JSON.stringify(content)).digest("hex");
}

function partOf({ code, links }: PreparedCode): unknown {
  return [code, links.map(({ name, exported, to }) => [name, exported, to])];
}

function packagesOf({ code, links }: PreparedCode): string[] {
  const imported = links.flatMap(({ to }) => (to.type === "import" ? [to.specifier] : []));
  const asked = Array.from(code.matchAll(ASKED), ([, specifier = ""]) => specifier);
  return [...imported, ...asked].flatMap((specifier) => {
    if (isRelative(specifier) || isBuiltin(specifier)) return [];
    return [/^(?:@[^/]+\/)?[^/]+/.exec(specifier)?.[0] ?? specifier];
  });
}

/**
 * Adds a package and those that it needs itself, as "name@version", each as Node finds it: in the folder's node_modules or
 * in one above it.
 * @param found by folder
 */
function addPackage(found: Map<string, string>, name: string, from: string): void {
  for (let at = from; ; at = dirname(at)) {
    const folder = join(at, "node_modules", name);
    const manifest = manifestIn(folder);
    if (manifest !== undefined) {
      const place = realpathSync(folder);
      if (found.has(place)) return;
      found.set(place, `${name}@${String(manifest["version"])}`);
      for (const needed of neededBy(manifest)) addPackage(found, needed, place);
      return;
    }
    if (dirname(at) === at) return void found.set(name, `${name}@`);
  }
}

function neededBy(manifest: Manifest): readonly string[] {
  return ["dependencies", "optionalDependencies", "peerDependencies"].flatMap((kind) =>
    Object.keys(manifest[kind] ?? {}),
  );
}

type Manifest = Readonly<Record<string, unknown>>;

function manifestIn(folder: string): Manifest | undefined {
  try {
    return JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Manifest;
  } catch (error) {
    if (error instanceof SyntaxError || (error instanceof Error && "code" in error)) return undefined;
    throw error;
  }
}
