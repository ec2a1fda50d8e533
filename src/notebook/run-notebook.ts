import type { ExecuteReply, KernelLink } from "./kernel-link.ts";
import { cellTags, type Cell, type CodeCell, type Notebook } from "./notebook-format.ts";
import { MANIFEST_KEY } from "./manifest.ts";
import { OutputCollector, type OutputMessage } from "./output-collector.ts";
import { gatheredManifest } from "./read-manifest.ts";

/** A notebook with its new outputs, and how far the run got. Cells after a failed one have no outputs. */
export interface RunResult {
  readonly notebook: Notebook;
  readonly outcome: RunOutcome;
}

export type RunOutcome =
  /** `unfinished`: why a task sent to the background could not be waited for. */
  | { readonly status: "ok"; readonly unfinished?: string }
  | { readonly status: "failed"; readonly place: RunCell; readonly error: CellError }
  | { readonly status: "timeout"; readonly place: RunCell };

export type CellError = Extract<ExecuteReply, { status: "error" }>;

export interface RunCell {
  /** 1-based position among the code cells. */
  readonly number: number;
  readonly total: number;
  readonly id: string;
  readonly source: string;
}

export interface RunOptions {
  /** For each cell; none when left out. */
  readonly timeoutMs?: number;
  readonly onEvent?: (event: RunEvent) => void;
}

/** What a progress display needs, in the order it happens. */
export type RunEvent =
  | { readonly type: "cell"; readonly place: RunCell }
  | { readonly type: "output"; readonly message: OutputMessage }
  | { readonly type: "cell-end"; readonly place: RunCell; readonly failed: boolean; readonly elapsedMs: number }
  | { readonly type: "background" };

const FINISH_BACKGROUND = "%wait";

/**
 * Runs the code cells top to bottom, stopping at the first that fails. The cell tags `skip-execution` and
 * `raises-exception` are honoured. Nothing that varies between two runs (times, durations) is stored.
 *
 * @throws SpatialError KERNEL_LOST
 */
export async function runNotebook(
  notebook: Notebook,
  kernel: KernelLink,
  options: RunOptions = {},
): Promise<RunResult> {
  const cells = notebook.cells.map(withoutOutputs);
  const result = { ...notebook, metadata: { ...notebook.metadata, language_info: kernel.info.languageInfo }, cells };
  const code = cells.filter((cell): cell is CodeCell => cell.cell_type === "code" && isRun(cell));
  const run: Run = { code, kernel, collector: new OutputCollector(), options };
  for (const cell of code) {
    const outcome = await runCell(cell, run);
    if (outcome.status !== "ok") return { notebook: withManifest(result), outcome };
  }
  const outcome = await finishBackground(run);
  return { notebook: withManifest(result), outcome };
}

/** What the outputs keep of their layers, in one place. */
function withManifest({ metadata, ...notebook }: Notebook): Notebook {
  const { [MANIFEST_KEY]: _, ...others } = metadata;
  const manifest = gatheredManifest({ metadata, ...notebook });
  return { ...notebook, metadata: manifest === undefined ? others : { ...others, [MANIFEST_KEY]: manifest } };
}

interface Run {
  /** Those to run. */
  readonly code: readonly CodeCell[];
  readonly kernel: KernelLink;
  readonly collector: OutputCollector;
  readonly options: RunOptions;
}

async function runCell(cell: CodeCell, run: Run): Promise<RunOutcome> {
  const place = placeOf(cell, run);
  const start = performance.now();
  run.options.onEvent?.({ type: "cell", place });
  const reply = await withTimeout(run, cell.source, (message) => {
    run.collector.collect(cell, message);
    run.options.onEvent?.({ type: "output", message });
  });
  const failure = reply === "timeout" ? undefined : failureIn(reply, cell, run);
  const failed = reply === "timeout" || failure !== undefined;
  run.options.onEvent?.({ type: "cell-end", place, failed, elapsedMs: performance.now() - start });
  if (reply === "timeout") return { status: "timeout", place };
  return failure ?? { status: "ok" };
}

function placeOf(cell: CodeCell, { code }: Run): RunCell {
  return { number: code.indexOf(cell) + 1, total: code.length, id: cell.id, source: cell.source };
}

/** The cell that ran need not be the one that failed: code of an earlier one may go on after its end. */
function failureIn(reply: ExecuteReply, cell: CodeCell, run: Run): RunOutcome | undefined {
  if (reply.status === "ok") return undefined;
  const { failedCell } = reply;
  const failed = run.code.find((each) => failedCell !== undefined && each.execution_count === failedCell) ?? cell;
  if (cellTags(failed).includes("raises-exception")) return undefined;
  return { status: "failed", place: placeOf(failed, run), error: reply };
}

/**
 * A cell's reply waits for its tasks, except those sent to the background, and ten seconds for its timers and requests;
 * what is left of them is waited for here.
 * Only our own kernel knows `%wait`.
 */
async function finishBackground(run: Run): Promise<RunOutcome> {
  const last = run.code.at(-1);
  if (last === undefined || run.kernel.info.implementation !== "mapcell") return { status: "ok" };
  run.options.onEvent?.({ type: "background" });
  const unseen: CodeCell = { ...last, outputs: [] };
  const reply = await withTimeout(run, FINISH_BACKGROUND, (message) => {
    run.collector.collect(unseen, message);
    run.options.onEvent?.({ type: "output", message });
  });
  if (reply === "timeout") return { status: "timeout", place: { ...placeOf(last, run), source: FINISH_BACKGROUND } };
  if (reply.status === "error" && reply.failedCell !== undefined)
    return failureIn(reply, last, run) ?? { status: "ok" };
  return reply.status === "error" ? { status: "ok", unfinished: reply.evalue } : { status: "ok" };
}

/** After the time limit the kernel is interrupted; what it printed until then stays. */
async function withTimeout(
  { kernel, options }: Run,
  code: string,
  onOutput: (message: OutputMessage) => void,
): Promise<ExecuteReply | "timeout"> {
  const reply = kernel.execute(code, onOutput);
  const { timeoutMs } = options;
  if (timeoutMs === undefined) return reply;
  let timer: NodeJS.Timeout | undefined;
  const expired = new Promise<"timeout">((resolve) => {
    timer = setTimeout(() => resolve("timeout"), timeoutMs);
  });
  const first = await Promise.race([reply, expired]).finally(() => clearTimeout(timer));
  if (first === "timeout") {
    reply.catch(() => undefined); // the link is closed next; what becomes of the reply no longer matters
    await kernel.interrupt();
  }
  return first;
}

function withoutOutputs(cell: Cell): Cell {
  return cell.cell_type === "code" ? { ...cell, execution_count: null, outputs: [] } : cell;
}

function isRun(cell: CodeCell): boolean {
  return cell.source.trim() !== "" && !cellTags(cell).includes("skip-execution");
}
