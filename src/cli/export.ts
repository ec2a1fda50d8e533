import { spawn } from "node:child_process";
import { rename, rm, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { SpatialError } from "../errors.ts";
import { takePermissions } from "../formats/targets/permissions.ts";
import { parseOptions, positionalsWithin } from "./options.ts";

const HELP = `Usage: mapcell export NOTEBOOK --to ts [-o FILE.mts]

Writes the notebook as TypeScript that runs without Jupyter: magics become calls, text becomes comments, and what only
shows something in a page becomes a comment that says so. (The script export of nbconvert keeps magics as they are,
which no TypeScript knows.) The script needs the package mapcell and runs in the notebook's folder: npx tsx FILE.mts,
or node FILE.mts where Node strips types. As with mapcell run, a cell's tasks end before the next cell begins, and a
task that fails ends the script.

      --to ts           the language; there is only this one
  -o, --output FILE     where to; the ending .mts makes it a module wherever it lies (default: standard output)

Exit codes: 0 written; 2 wrong usage, or the notebook cannot be read or has something that a script can't say (cell and
line are named).`;

const OPTIONS = {
  help: { type: "boolean", short: "h" },
  to: { type: "string" },
  output: { type: "string", short: "o" },
} as const;

/** Magics are the kernel's business, so that a part of it is started, as for a run. */
const EXPORTER = fileURLToPath(new URL("../../kernel/export/main.js", import.meta.url));

/** @returns the exit code @throws SpatialError BAD_ARGUMENT, UNKNOWN_OPTION, NOTEBOOK_INVALID, NOTEBOOK_UNWRITABLE */
export async function exportNotebook(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseOptions({ args: [...args], allowPositionals: true, options: OPTIONS });
  if (values.help === true) {
    console.log(HELP);
    return 0;
  }
  const [path = ""] = positionalsWithin(positionals, [1, 1], "mapcell export NOTEBOOK --to ts [-o FILE.mts]");
  if (values.to !== "ts") {
    const given = values.to === undefined ? "missing" : `"${values.to}"`;
    throw new SpatialError("BAD_ARGUMENT", `--to is ${given}; expected --to ts, for TypeScript.`);
  }
  const script = await scriptOf(path);
  if (values.output === undefined) process.stdout.write(script);
  else {
    await writeScript(script, values.output);
    console.error(`Wrote ${values.output}`);
  }
  return 0;
}

async function scriptOf(path: string): Promise<string> {
  const child = spawn(process.execPath, [EXPORTER, path], { stdio: ["ignore", "pipe", "pipe"] });
  const [out, err]: [Buffer[], Buffer[]] = [[], []];
  child.stdout.on("data", (data: Buffer) => out.push(data));
  child.stderr.on("data", (data: Buffer) => err.push(data));
  const code = await new Promise((resolve, reject) => child.once("error", reject).once("close", resolve));
  const message = Buffer.concat(err).toString().trim();
  if (code === 0) return Buffer.concat(out).toString();
  if (code === 2) throw new SpatialError("NOTEBOOK_INVALID", message);
  throw new Error(`The exporter ended with code ${String(code)}:\n${message}`);
}

/** A reader never sees half a file. */
async function writeScript(script: string, path: string): Promise<void> {
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    await writeFile(temporary, script);
    await takePermissions(path, temporary);
    await rename(temporary, path);
  } catch (cause) {
    await rm(temporary, { force: true });
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new SpatialError("NOTEBOOK_UNWRITABLE", `Cannot write "${path}": ${reason}`, { cause });
  }
}
