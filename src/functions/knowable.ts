import { isBuiltin } from "node:module";
import type { PreparedCode, PreparedFunction } from "./prepared-function.ts";

/** Names by which code comes to the time, to chance, to the world outside, or to whoever listens while it runs. */
const OUTSIDE =
  /\b(?:Date|Temporal|random|performance|hrtime|crypto|fetch|XMLHttpRequest|WebSocket|EventSource|process|globalThis|global|eval|Function|emit|require|Worker|SharedArrayBuffer|Atomics|WeakRef|stack)\b/;
/** What is asked for by a name that stands in the code. */
const ASKED = /\b(import|__load|__require|require)\s*\(\s*(?:["']([^"'\n]+)["'])?/g;
const STATIC = /\bfrom\s*["']([^"'\n]+)["']/g;
/** Modules of Node's that give the same for the same. */
const HARMLESS = new Set(["assert", "buffer", "path", "querystring", "string_decoder", "url", "util", "zlib"]);

/**
 * Whether a function gives the same for the same, as far as its code tells: it asks neither for the time nor for chance,
 * reads no files, asks no server and sends nothing on its way. Where in doubt it does not; packages count by their
 * versions.
 */
export function isKnowable({ code, links, along, modules }: PreparedFunction): boolean {
  const parts: readonly Pick<PreparedCode, "code" | "links">[] = [{ code, links }, ...along, ...Object.values(modules)];
  return parts.every(isPartKnowable);
}

function isPartKnowable({ code, links }: Pick<PreparedCode, "code" | "links">): boolean {
  const asked = Array.from(code.matchAll(ASKED), ([, , specifier]) => specifier);
  const stated = Array.from(code.matchAll(STATIC), ([, specifier]) => specifier);
  const linked = links.flatMap(({ to }) => (to.type === "import" ? [to.specifier] : []));
  if ([...asked, ...stated, ...linked].some((specifier) => specifier === undefined || isOutside(specifier)))
    return false;
  return !OUTSIDE.test(code.replaceAll(ASKED, ""));
}

function isOutside(specifier: string): boolean {
  return isBuiltin(specifier) && !HARMLESS.has(specifier.replace(/^node:/, ""));
}
