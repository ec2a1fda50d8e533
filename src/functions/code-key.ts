import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { dirname, join, resolve } from "node:path";
import { isRelative } from "./dynamic-imports.ts";
import type { PreparedCode, PreparedFunction } from "./prepared-function.ts";

/** Of packages that the code asks for by itself while it runs. */
const ASKED = /(?:import|require|__load)\(\s*["']([^"'\n]+)["']/g;

/**
 * Hash (hex) of a function's code with all that goes along with it, whichever cell it stands in: functions, files of the
 * user's, and the versions of the packages that it imports.
 * @param baseDir where packages are looked for
 */
export function codeKey(prepared: PreparedFunction, baseDir: string): string {
  const { along, modules, names } = prepared;
  const packages = [...new Set([prepared, ...along].flatMap(packagesOf))].toSorted();
  const content = {
    task: partOf(prepared),
    names,
    along: along.map(partOf),
    modules: Object.entries(modules).map(([specifier, { code }]) => [specifier, code]),
    packages: packages.map((name) => [name, versionOf(name, resolve(baseDir))]),
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

/** As Node finds it: in the folder's node_modules or in one above it. */
function versionOf(name: string, folder: string): string | null {
  for (let at = folder; ; at = dirname(at)) {
    const version = versionIn(join(at, "node_modules", name, "package.json"));
    if (version !== undefined) return version;
    if (dirname(at) === at) return null;
  }
}

function versionIn(file: string): string | undefined {
  try {
    const { version } = JSON.parse(readFileSync(file, "utf8")) as { readonly version?: unknown };
    return typeof version === "string" ? version : "";
  } catch (error) {
    if (error instanceof SyntaxError || (error instanceof Error && "code" in error)) return undefined;
    throw error;
  }
}
