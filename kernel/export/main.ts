import { SpatialError } from "../../src/errors.ts";
import { offered as algorithms } from "../../src/algorithms/registry.ts";
import { readNotebook } from "../../src/notebook/read-notebook.ts";
import { notebookScript } from "./script.ts";

// A process of its own for `mapcell export`: the script on standard output, or why there is none and exit code 2.
const [path = ""] = process.argv.slice(2);
try {
  process.stdout.write(notebookScript(await readNotebook(path), { path, algorithms }));
} catch (error) {
  if (!(error instanceof SpatialError)) throw error;
  process.stderr.write(error.message);
  process.exitCode = 2;
}
