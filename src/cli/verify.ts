import { dirname, resolve } from "node:path";
import { SpatialError } from "../errors.ts";
import type { KernelLink } from "../notebook/kernel-link.ts";
import type { Manifest } from "../notebook/manifest.ts";
import type { Notebook } from "../notebook/notebook-format.ts";
import { withParameters } from "../notebook/parameters.ts";
import { openProcessKernel } from "../notebook/process-kernel.ts";
import { manifestOf } from "../notebook/read-manifest.ts";
import { readNotebook } from "../notebook/read-notebook.ts";
import { runNotebook, type RunOutcome } from "../notebook/run-notebook.ts";
import { statedParameters } from "../notebook/stated-parameters.ts";
import { type Comparison, compareRuns, missingInputs, type Verdict, verdictOf } from "../notebook/verify-notebook.ts";
import { parseOptions, positionalsWithin } from "./options.ts";
import { RunProgress } from "./run-progress.ts";
import { timeoutOf } from "./run.ts";
import { verifyJson, verifyText } from "./verify-report.ts";

const USAGE = "mapcell verify NOTEBOOK";
const HELP = `Usage: ${USAGE} [--json] [--only-layers] [--tolerance N] [--no-network] [--timeout S]

Runs the notebook's code in a fresh kernel, as "mapcell run" does, with the parameters it was run with, and says whether
every layer, input and output is what the notebook says it was. The notebook must have been saved with its outputs, by
any front end, or by "mapcell run -o". It is not changed.

  --json           print the answer as JSON
  --only-layers    outputs may differ
  --tolerance N    layers whose coordinates differ by no more than N, in units of the CRS, count as the same. The notebook
                   keeps sums of coordinates, not each of them: moves that cancel each other out are overlooked
  --no-network     layers are not read from addresses
  --timeout S      seconds a cell may take (default: no limit)

Exit codes: 0 all is the same; 1 a cell failed; 2 wrong usage, or the notebook cannot be read or has no manifest; 3 the
kernel died; 4 a cell took longer than --timeout; 5 outputs differ, and all layers are the same; 6 a layer differs; 7 an
input has changed or is missing; 8 a layer differs, and mapcell or a library of it is another version; 130 ended by
Ctrl+C. Another version that gives the same layers is told, and is no difference.`;

const EXIT = { failed: 1, kernel: 3, timeout: 4, interrupted: 130 } as const;
const EXIT_OF: Readonly<Record<Verdict, number>> = { same: 0, output: 5, layer: 6, input: 7, environment: 8 };

const OPTIONS = {
  help: { type: "boolean", short: "h" },
  json: { type: "boolean" },
  "only-layers": { type: "boolean" },
  "no-network": { type: "boolean" },
  tolerance: { type: "string" },
  timeout: { type: "string" },
} as const;

export async function verify(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseOptions({ args: [...args], allowPositionals: true, options: OPTIONS });
  if (values.help === true) {
    console.log(HELP);
    return EXIT_OF.same;
  }
  const [path = ""] = positionalsWithin(positionals, [1, 1], USAGE);
  const timeoutMs = timeoutOf(values.timeout);
  const tolerance = toleranceOf(values.tolerance);
  const notebook = await readNotebook(path);
  const manifest = manifestOf(notebook) ?? refuse(path);
  const folder = dirname(resolve(path));
  const missing = await missingInputs(manifest, folder);
  const report = (comparison: Comparison): number => {
    const verdict = verdictOf(comparison);
    console.log((values.json === true ? verifyJson : verifyText)(path, verdict, comparison));
    return EXIT_OF[verdict];
  };
  // without it the run could only fail
  if (missing.length > 0)
    return report({ inputs: missing, layers: [], outputs: [], environment: [], known: manifest.layers.length });
  console.error(`Running the code of ${path}`);
  // a kept result would prove nothing
  const env = { MAPCELL_CACHE: "never", ...(values["no-network"] === true && { MAPCELL_NETWORK: "off" }) };
  const run = await runAgain(withRecorded(notebook, manifest), { cwd: folder, env, timeoutMs });
  if ("exit" in run) return run.exit;
  return report(
    compareRuns({ notebook, manifest }, run.notebook, { onlyLayers: values["only-layers"] === true, tolerance }),
  );
}

interface RunPlace {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly timeoutMs: number | undefined;
}

async function runAgain(
  notebook: Notebook,
  { cwd, env, timeoutMs }: RunPlace,
): Promise<{ readonly notebook: Notebook } | { readonly exit: number }> {
  let kernel: KernelLink | undefined;
  const progress = new RunProgress(process.stderr);
  process.once("SIGINT", () => void kernel?.close().finally(() => process.exit(EXIT.interrupted)));
  try {
    kernel = await openProcessKernel({ cwd, env });
    const limit = timeoutMs === undefined ? {} : { timeoutMs };
    const result = await runNotebook(notebook, kernel, { ...limit, onEvent: (event) => progress.show(event) });
    progress.end();
    const exit = failureOf(result.outcome);
    return exit === undefined ? { notebook: result.notebook } : { exit };
  } catch (error) {
    if (!(error instanceof SpatialError) || error.code !== "KERNEL_LOST") throw error;
    console.error(`mapcell: ${error.message}`);
    return { exit: EXIT.kernel };
  } finally {
    progress.end();
    await kernel?.close();
  }
}

function failureOf(outcome: RunOutcome): number | undefined {
  if (outcome.status === "ok") return undefined;
  const { number, total, id } = outcome.place;
  const cell = `Cell ${number} of ${total} (id ${id})`;
  if (outcome.status === "timeout") {
    console.error(`${cell} took longer than --timeout allows.`);
    return EXIT.timeout;
  }
  console.error(`${cell} failed: ${outcome.error.ename}: ${outcome.error.evalue}`);
  return EXIT.failed;
}

/** The notebook with the parameters that its layers were made with, where its cells say others by now. */
function withRecorded(notebook: Notebook, { parameters }: Manifest): Notebook {
  const stated = statedParameters(notebook);
  const others = Object.entries(parameters).filter(([name, value]) => stated[name] !== value);
  return others.length === 0 ? notebook : withParameters(notebook, Object.fromEntries(others));
}

function toleranceOf(text = "0"): number {
  const tolerance = Number(text);
  if (text.trim() !== "" && tolerance >= 0 && tolerance < Infinity) return tolerance;
  throw new SpatialError("BAD_ARGUMENT", `--tolerance is "${text}"; expected a number from 0, such as 1e-9.`);
}

function refuse(path: string): never {
  throw new SpatialError(
    "MANIFEST_MISSING",
    `"${path}" says nothing of its layers: it was saved without outputs, or by an older mapcell. Run it and save it, for example: mapcell run ${path} -o ${path}`,
  );
}
