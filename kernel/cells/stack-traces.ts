import { dirname } from "node:path";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { SpatialError } from "../../src/errors.ts";
import { placeText, type CellBook } from "./cell-book.ts";
import { runOfScript } from "./script-maps.ts";

/** The package's own files, which lie elsewhere on every machine. */
const BUILT = new RegExp(
  [new URL("../../", import.meta.url).href, fileURLToPath(new URL("../../", import.meta.url))].map(escaped).join("|"),
  "g",
);

/** Calls of ours may stand between the error and the cell; with Node's 10 frames the cell's own would be lost. */
const FRAMES = 30;

/**
 * Makes every stack trace of this process name the user's own lines ("Cell 3, line 2, column 5") and leave out the
 * kernel's frames, whoever prints it.
 */
export function installStackTraces(book: CellBook): void {
  const isOurs = ourFrames();
  const isUsers = (site: NodeJS.CallSite) => !isOurs(site.getFileName() ?? "");
  Error.stackTraceLimit = FRAMES;
  Error.prepareStackTrace = (error, sites) => {
    const last = sites.findLastIndex((site) => runOfScript(scriptOf(site)) !== undefined);
    // the outermost frame of a script is the wrapper around the cell, not the cell
    const end = sites[last + 1]?.getFileName() === "node:vm" ? last : last + 1;
    const shown = last < 0 ? outsideCells(error, sites, isUsers) : sites.slice(0, end).filter(isUsers);
    return [headline(error), ...shown.map((site) => `    at ${frame(site, book).replaceAll(BUILT, "mapcell/")}`)].join(
      "\n",
    );
  };
}

/** Whether code of a cell, or of a package it uses, is running now, rather than the kernel's own. */
export function runsUserCode(): boolean {
  // oxlint-disable-next-line typescript/unbound-method -- it is put back, not called
  const { prepareStackTrace } = Error;
  const isOurs = ourFrames();
  const isUsers = (site: NodeJS.CallSite) => {
    const file = scriptOf(site) ?? "";
    return file !== "" && !file.startsWith("node:") && !isOurs(file);
  };
  Error.prepareStackTrace = (_, sites) => sites.some(isUsers);
  const answer: unknown = new Error("where").stack;
  Error.prepareStackTrace = prepareStackTrace;
  return answer === true;
}

function frame(site: NodeJS.CallSite, book: CellBook): string {
  const script = scriptOf(site);
  const run = runOfScript(script);
  // oxlint-disable-next-line typescript/no-base-to-string -- V8 defines it; the types leave it out
  const text = String(site);
  if (script === undefined) return text;
  const position = { line: (site.getLineNumber() ?? 1) - 1, column: (site.getColumnNumber() ?? 1) - 1 };
  if (run === undefined) {
    const inFile = book.maps.toFile(script, position);
    return inFile ? text.replace(/:\d+:\d+(?=\)?$)/, `:${inFile.line + 1}:${inFile.column + 1}`) : text;
  }
  const place = book.placeInScript(run, position);
  if (!place) return text;
  const caller = text.includes("(") ? text.slice(0, text.indexOf("(")).trim() : "";
  return caller === "" ? placeText(place) : `${caller} (${placeText(place)})`;
}

function escaped(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`);
}

function scriptOf(site: NodeJS.CallSite): string | undefined {
  return site.getScriptNameOrSourceURL() ?? undefined;
}

/** Of an error that no cell's code was running for. Our own errors say all in their message. */
function outsideCells(
  error: Error,
  sites: readonly NodeJS.CallSite[],
  isUsers: (site: NodeJS.CallSite) => boolean,
): readonly NodeJS.CallSite[] {
  if (!(error instanceof SpatialError)) return sites;
  return sites.filter((site) => isUsers(site) && !(site.getFileName() ?? "").startsWith("node:"));
}

/** As Node does it, also for what `Error.captureStackTrace` was given. */
function headline(error: Error): string {
  try {
    return Error.prototype.toString.call(error);
  } catch {
    return "Error"; // its name or message throws
  }
}

/** Tells files of the kernel's from others. */
export function ourFrames(): (file: string) => boolean {
  const built = new URL("../../", import.meta.url).href;
  const tslab = dirname(createRequire(import.meta.url).resolve("tslab"));
  const prefixes = [built, fileURLToPath(built), tslab, "node:vm"];
  return (file) => prefixes.some((prefix) => file.startsWith(prefix));
}
