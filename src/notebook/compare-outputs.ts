import { cellTags, type CellOutput, type CodeCell, type Notebook } from "./notebook-format.ts";
import { stableText } from "./stable-text.ts";

/** Cells whose outputs are not what was saved. */
export interface OtherOutput {
  /** 1-based position among the code cells that have run. */
  readonly cell: number;
  readonly id: string;
  /** "2 outputs instead of 1", "text/html of output 1" */
  readonly what: string;
}

/** Live views, which hold ids; what is saved beside them is compared. */
const LIVE = new Set(["application/vnd.jupyter.widget-view+json"]);

/** Compares what outputs show; neither their metadata nor the numbers of cells. */
export function otherOutputs(before: Notebook, now: Notebook): readonly OtherOutput[] {
  const runs = now.cells.filter((cell): cell is CodeCell => cell.cell_type === "code");
  return runs.flatMap((cell, index) => {
    const saved = before.cells.find((other): other is CodeCell => other.id === cell.id && other.cell_type === "code");
    // what is not run keeps no outputs
    if (saved === undefined || cellTags(cell).includes("skip-execution")) return [];
    const what = difference(saved.outputs, cell.outputs);
    return what === undefined ? [] : [{ cell: index + 1, id: cell.id, what }];
  });
}

function difference(before: readonly CellOutput[], now: readonly CellOutput[]): string | undefined {
  if (before.length !== now.length) return `${now.length} outputs instead of ${before.length}`;
  for (const [index, output] of before.entries()) {
    const [saved, made] = [contentOf(output), contentOf(now[index]!)];
    const kind = [...new Set([...Object.keys(saved), ...Object.keys(made)])].find(
      (key) => shownText(saved[key]) !== shownText(made[key]),
    );
    if (kind !== undefined) return `${kind} of output ${index + 1}`;
  }
  return undefined;
}

/** That a result was at hand already says nothing of the result. */
function shownText(value: unknown): string {
  return stableText(value).replaceAll(/(?:&ensp;| {2})from cache/g, "");
}

function contentOf(output: CellOutput): Readonly<Record<string, unknown>> {
  switch (output.output_type) {
    case "stream":
      return { [output.name]: output.text };
    case "error":
      return { error: `${output.ename}: ${output.evalue}` };
    case "display_data":
    case "execute_result":
      return Object.fromEntries(Object.entries(output.data).filter(([type]) => !LIVE.has(type)));
  }
}
