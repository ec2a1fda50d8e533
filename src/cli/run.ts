import { basename, dirname, resolve } from "node:path";
import { SpatialError } from "../errors.ts";
import type { KernelLink } from "../notebook/kernel-link.ts";
import type { CellOutput, Notebook } from "../notebook/notebook-format.ts";
import { parseParameters, withParameters } from "../notebook/parameters.ts";
import { readNotebook } from "../notebook/read-notebook.ts";
import { runNotebook, type RunOutcome } from "../notebook/run-notebook.ts";
import { notebookPage, withoutPageMaps } from "../notebook/notebook-page.ts";
import { writeNotebook, writeTextFile } from "../notebook/write-notebook.ts";
import { cacheFrom } from "../store/store-place.ts";
import { parseOptions, positionalsWithin } from "./options.ts";
import { plainText, RunProgress } from "./run-progress.ts";

const HELP = `Usage: mapcell run NOTEBOOK [-o OUT.ipynb] [--html OUT.html] [-p NAME=VALUE]... [--timeout S] [--cache]
                   [--server URL --token T]

Runs every code cell from top to bottom and waits for all tasks, and up to 10 s for a cell's timers and requests. Needs neither Python nor a server. Paths in the
notebook are relative to its folder. Running twice gives identical files. Without -o the results are printed as text.

  -o, --output OUT.ipynb  write the notebook with its outputs; may be NOTEBOOK itself
  --html OUT.html         write a page of it: one file that needs no network, in which maps can be moved
  -p, --parameter NAME=VALUE
                          sets a variable of the cell tagged "parameters", in a cell put after it; repeatable. VALUE is
                          JSON (500, true, [1, 2], "500") or else text, and text for a variable that holds text
  --timeout S             seconds a cell may take (default: no limit)
  --cache                 take results of tasks from disk where all that they depend on is the same, and keep new ones
                          there; see "mapcell cache --help"
  --server URL            use a kernel of this Jupyter server instead of a local one
  --token T               the server's token
  --server-path PATH      the notebook's place on the server, which is where the kernel works (default: its file name)
  --kernel NAME           with --server, the kernel to start (default: the notebook's own, else mapcell)

Exit codes: 0 every cell ran; 1 a cell failed (its number and error are printed, and OUT.ipynb is written up to it);
2 wrong usage, or the notebook cannot be read or written; 3 the kernel or the server cannot be reached or died;
4 a cell took longer than --timeout; 130 ended by Ctrl+C.`;

const EXIT = { ok: 0, failed: 1, kernel: 3, timeout: 4, interrupted: 130 } as const;

const OPTIONS = {
  help: { type: "boolean", short: "h" },
  output: { type: "string", short: "o" },
  parameter: { type: "string", short: "p", multiple: true },
  html: { type: "string" },
  timeout: { type: "string" },
  cache: { type: "boolean" },
  server: { type: "string" },
  token: { type: "string" },
  "server-path": { type: "string" },
  kernel: { type: "string" },
} as const;

type Values = Readonly<Partial<Record<Exclude<keyof typeof OPTIONS, "help" | "parameter" | "cache">, string>>> & {
  readonly cache?: boolean;
};

export async function run(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseOptions({ args: [...args], allowPositionals: true, options: OPTIONS });
  if (values.help === true) {
    console.log(HELP);
    return EXIT.ok;
  }
  const [path = ""] = positionalsWithin(positionals, [1, 1], "mapcell run NOTEBOOK [-o OUT.ipynb]");
  const timeoutMs = timeoutOf(values.timeout);
  const { parameter = [] } = values;
  const parameters = parseParameters(parameter);
  const read = await readNotebook(path);
  const notebook = parameter.length === 0 ? read : withParameters(read, parameters);
  try {
    return await runWith(await openKernel(path, notebook, values), { notebook, values, timeoutMs });
  } catch (error) {
    if (!(error instanceof SpatialError) || !["KERNEL_LOST", "SERVER_UNREACHABLE"].includes(error.code)) throw error;
    console.error(`mapcell: ${error.message}`);
    return EXIT.kernel;
  }
}

interface RunJob {
  readonly notebook: Notebook;
  readonly values: Values;
  readonly timeoutMs: number | undefined;
}

async function runWith(kernel: KernelLink, { notebook, values, timeoutMs }: RunJob): Promise<number> {
  const progress = new RunProgress(process.stderr);
  process.once("SIGINT", () => {
    progress.end();
    void kernel.close().finally(() => process.exit(EXIT.interrupted));
  });
  try {
    const limit = timeoutMs === undefined ? {} : { timeoutMs };
    const result = await runNotebook(notebook, kernel, { ...limit, onEvent: (event) => progress.show(event) });
    progress.end();
    const saved = withoutPageMaps(result.notebook);
    if (values.html !== undefined) await writeTextFile(notebookPage(result.notebook, values.html), values.html);
    if (values.output !== undefined) await writeNotebook(saved, values.output);
    else if (values.html === undefined) console.log(textOf(saved));
    return report(result.outcome, values);
  } finally {
    progress.end();
    await kernel.close();
  }
}

function report(outcome: RunOutcome, { output, html, timeout }: Values): number {
  if (outcome.status === "ok") {
    if (outcome.unfinished !== undefined) console.error(`Not every task has ended: ${outcome.unfinished}`);
    for (const written of [output, html]) if (written !== undefined) console.error(`Wrote ${written}`);
    return EXIT.ok;
  }
  const { number, total, id } = outcome.place;
  const cell = `Cell ${number} of ${total} (id ${id})`;
  if (outcome.status === "timeout") {
    console.error(`${cell} took longer than ${timeout} s.`);
    return EXIT.timeout;
  }
  const { ename, evalue, traceback } = outcome.error;
  if (traceback.length > 0) console.error(traceback.join("\n"));
  console.error(`${cell} failed: ${ename}: ${evalue}`);
  return EXIT.failed;
}

/** The server's code is loaded only for a server. */
async function openKernel(path: string, notebook: Notebook, values: Values): Promise<KernelLink> {
  const { server, token, kernel, html, cache = false } = values;
  if (server === undefined) {
    const { openProcessKernel } = await import("../notebook/process-kernel.ts");
    return openProcessKernel({
      cwd: dirname(resolve(path)),
      env: { ...(cache && cacheOn(process.env)), ...(html !== undefined && { MAPCELL_PAGE: "on" }) },
    });
  }
  if (cache)
    throw new SpatialError(
      "BAD_ARGUMENT",
      "--cache is for a local kernel; the one of a server keeps results where it was started with MAPCELL_CACHE=on.",
    );
  console.debug = () => undefined; // where @jupyterlab/services reports its connections; Node prints that
  const { openServerKernel } = await import("../notebook/server-kernel.ts");
  return openServerKernel({
    serverUrl: server,
    ...(token === undefined ? {} : { token }),
    kernelName: kernel ?? kernelOf(notebook),
    path: values["server-path"] ?? basename(path),
  });
}

/** Where the environment names a folder, it stays that. */
function cacheOn({ MAPCELL_CACHE: said = "" }: NodeJS.ProcessEnv): Readonly<Record<string, string>> {
  return cacheFrom({ MAPCELL_CACHE: said }).use === "on" ? {} : { MAPCELL_CACHE: "on" };
}

function kernelOf({ metadata }: Notebook): string {
  const spec = metadata["kernelspec"];
  const named = typeof spec === "object" && spec !== null && "name" in spec ? spec.name : undefined;
  return typeof named === "string" ? named : "mapcell";
}

export function timeoutOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const seconds = Number(text);
  if (!(seconds > 0) || seconds > 2_000_000) {
    throw new SpatialError("BAD_ARGUMENT", `--timeout is "${text}"; expected seconds, such as 600.`);
  }
  return seconds * 1000;
}

function textOf({ cells }: Notebook): string {
  const outputs = cells.flatMap((cell) => (cell.cell_type === "code" ? cell.outputs : []));
  return outputs
    .map(outputText)
    .filter((text) => text !== "")
    .join("\n");
}

function outputText(output: CellOutput): string {
  switch (output.output_type) {
    case "stream":
      return output.text.trimEnd();
    case "error":
      return ""; // reported at the end
    case "display_data":
    case "execute_result":
      return plainText(output.data)?.trimEnd() ?? "";
  }
}
