import { existsSync, readFileSync } from "node:fs";

/** Beside the sources, and beside what is built of them. */
const PLACES = ["../package.json", "../../package.json"];

let known: string | undefined;

/** The version of mapcell that runs. */
export function packageVersion(): string {
  return (known ??= readVersion());
}

function readVersion(): string {
  const file = PLACES.map((place) => new URL(place, import.meta.url)).find((url) => existsSync(url));
  if (file === undefined) throw new Error("mapcell's package.json is missing");
  return (JSON.parse(readFileSync(file, "utf8")) as { version: string }).version;
}
