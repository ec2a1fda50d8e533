import type { ExecuteReply, KernelLink } from "./kernel-link.ts";
import { cellTags, type Cell, type CodeCell, type Notebook } from "./notebook-format.ts";
import { OutputCollector, type OutputMessage } from "./output-collector.ts";

/** A notebook with its new outputs, and how far the run got. Cells after a failed one have no outputs. */
export interface RunResult {
  readonly notebook: Notebook;
  readonly outcome: RunOutcome;
}

export type RunOutcome =
  /** `unfinished`: why a task sent to the background could not be waited for. */
  | { readonly status: "ok"; readonly unfinished?: string }
  | { readonly status: "failed"; readonly place: CellPlace; readonly error: CellError }
  | { readonly status: "timeout"; readonly place: CellPlace };

export type CellError = Extract<ExecuteReply, { status: "error" }>;

export interface CellPlace {
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
  | { readonly type: "cell"; readonly place: CellPlace }
  | { readonly type: "output"; readonly message: OutputMessage }
  | { readonly type: "cell-end"; readonly place: CellPlace; readonly failed: boolean; readonly elapsedMs: number }
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
  const collector = new OutputCollector();
  for (const [index, cell] of code.entries()) {
    const place = { number: index + 1, total: code.length, id: cell.id, source: cell.source };
    const outcome = await runCell(cell, place, { kernel, collector, options });
    if (outcome.status !== "ok") return { notebook: result, outcome };
  }
  return { notebook: result, outcome: await finishBackground(code, { kernel, collector, options }) };
}

interface Run {
  readonly kernel: KernelLink;
  readonly collector: OutputCollector;
  readonly options: RunOptions;
}

async function runCell(cell: CodeCell, place: CellPlace, run: Run): Promise<RunOutcome> {
  const start = performance.now();
  run.options.onEvent?.({ type: "cell", place });
  const reply = await withTimeout(run, cell.source, (message) => {
    run.collector.collect(cell, message);
    run.options.onEvent?.({ type: "output", message });
  });
  const failed = reply === "timeout" || (reply.status === "error" && !cellTags(cell).includes("raises-exception"));
  run.options.onEvent?.({ type: "cell-end", place, failed, elapsedMs: performance.now() - start });
  if (reply === "timeout") return { status: "timeout", place };
  return failed && reply.status === "error" ? { status: "failed", place, error: reply } : { status: "ok" };
}

/**
 * A cell's reply waits for its tasks, except those sent to the background; their displays reach the last state here.
 * Only our own kernel knows `%wait`.
 */
async function finishBackground(code: readonly CodeCell[], run: Run): Promise<RunOutcome> {
  const last = code.at(-1);
  if (last === undefined || run.kernel.info.implementation !== "mapcell") return { status: "ok" };
  run.options.onEvent?.({ type: "background" });
  const unseen: CodeCell = { ...last, outputs: [] };
  const reply = await withTimeout(run, FINISH_BACKGROUND, (message) => {
    run.collector.collect(unseen, message);
    run.options.onEvent?.({ type: "output", message });
  });
  const place = { number: code.length, total: code.length, id: last.id, source: FINISH_BACKGROUND };
  if (reply === "timeout") return { status: "timeout", place };
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
