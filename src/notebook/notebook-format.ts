/** The part of Jupyter's notebook format 4.5 that the runner reads and writes. Multi-line text is one string here. */

/** Representations of one output by MIME type. */
export type StoredBundle = Record<string, unknown>;

export interface StreamOutput {
  readonly output_type: "stream";
  readonly name: string;
  text: string;
}

export interface DisplayOutput {
  readonly output_type: "display_data";
  data: StoredBundle;
  metadata: Record<string, unknown>;
}

export interface ResultOutput {
  readonly output_type: "execute_result";
  readonly execution_count: number | null;
  data: StoredBundle;
  metadata: Record<string, unknown>;
}

export interface ErrorOutput {
  readonly output_type: "error";
  readonly ename: string;
  readonly evalue: string;
  readonly traceback: readonly string[];
}

export type CellOutput = StreamOutput | DisplayOutput | ResultOutput | ErrorOutput;

interface CellBase {
  readonly id: string;
  readonly source: string;
  readonly metadata: Record<string, unknown>;
}

export interface CodeCell extends CellBase {
  readonly cell_type: "code";
  execution_count: number | null;
  outputs: CellOutput[];
}

export interface TextCell extends CellBase {
  readonly cell_type: "markdown" | "raw";
  readonly attachments?: Record<string, StoredBundle>;
}

export type Cell = CodeCell | TextCell;

export interface Notebook {
  readonly nbformat: 4;
  readonly nbformat_minor: number;
  readonly metadata: Record<string, unknown>;
  readonly cells: readonly Cell[];
}

/** The tags of a cell; anything that is not a list of strings counts as none. */
export function cellTags(cell: Cell): readonly string[] {
  const { tags } = cell.metadata;
  return Array.isArray(tags) ? tags.filter((tag) => typeof tag === "string") : [];
}
