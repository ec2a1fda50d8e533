import { SpatialError } from "../errors.ts";
import { countOf } from "../shown-text.ts";
import { ResultStore } from "../store/result-store.ts";
import { cacheFrom } from "../store/store-place.ts";
import { parseOptions, positionalsWithin } from "./options.ts";

const USAGE = "mapcell cache list|clear|verify";
const HELP = `Usage: ${USAGE} [--json]

The cache keeps results of tasks, each under a hash of all it depends on: the operation, its parameters, its inputs' content,
the code of functions with the versions of what they import, and this build of mapcell. Used by "mapcell run --cache", in
a notebook after "%config cache on", and everywhere with MAPCELL_CACHE=on. Any number of kernels may share it.

  list            what is kept, last used first
  clear           throws all of it away
  verify          reads everything, and drops what is damaged
  --json          print the list, or what was damaged, as JSON

MAPCELL_CACHE=FOLDER keeps it in that folder (by default in ~/.cache/mapcell), MAPCELL_CACHE_SIZE="20 GB" is its limit (by
default 5 GB): what was used least recently goes first.

Exit codes: 0 done; 1 something was damaged (verify); 2 wrong usage.`;

const OPTIONS = { help: { type: "boolean", short: "h" }, json: { type: "boolean" } } as const;
const EXIT = { ok: 0, damaged: 1 } as const;
const KEY_DIGITS = 10;

export async function cache(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseOptions({ args: [...args], allowPositionals: true, options: OPTIONS });
  if (values.help === true) {
    console.log(HELP);
    return EXIT.ok;
  }
  const [what = ""] = positionalsWithin(positionals, [1, 1], USAGE);
  const { place } = cacheFrom(process.env);
  const store = new ResultStore(place);
  switch (what) {
    case "list":
      return list(store, values.json === true, place.folder);
    case "clear": {
      const kept = store.list().length;
      store.clear();
      console.log(`Dropped ${countOf(kept, "result")} from ${place.folder}`);
      return EXIT.ok;
    }
    case "verify":
      return verify(store, values.json === true);
    default:
      throw new SpatialError(
        "BAD_ARGUMENT",
        `"${what}" is nothing to do with the cache; expected list, clear, verify.`,
      );
  }
}

function list(store: ResultStore, asJson: boolean, folder: string): number {
  const results = store.list();
  if (asJson) {
    console.log(JSON.stringify(results, null, 1));
    return EXIT.ok;
  }
  for (const { key, what, bytes, usedAt } of results)
    console.log(`${key.slice(0, KEY_DIGITS)}  ${megabytes(bytes).padStart(10)}  ${usedAt.toISOString()}  ${what}`);
  console.log(`${countOf(results.length, "result")}, ${megabytes(store.size())} in ${folder}`);
  return EXIT.ok;
}

function verify(store: ResultStore, asJson: boolean): number {
  const before = store.list();
  const damaged = new Set(store.verify());
  const dropped = before.filter(({ key }) => damaged.has(key));
  if (asJson) console.log(JSON.stringify({ results: before.length, dropped }, null, 1));
  else {
    for (const { key, what } of dropped) console.log(`${key.slice(0, KEY_DIGITS)}  damaged, and dropped: ${what}`);
    console.log(`${countOf(before.length, "result")} read, ${damaged.size} damaged`);
  }
  return damaged.size === 0 ? EXIT.ok : EXIT.damaged;
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
