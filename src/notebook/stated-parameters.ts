import { declaredIn } from "./parameter-cell.ts";
import { cellTags, type Notebook } from "./notebook-format.ts";

const ASSIGNED = /^(?:let\s+|const\s+|var\s+)?([\p{ID_Start}_$][\p{ID_Continue}$]*)\s*(?::[^=]*)?=\s*(.*?);?\s*$/u;

/** What the cell of parameters says, and the one that a run has put after it: the code of each value, by name. */
export function statedParameters({ cells }: Notebook): Readonly<Record<string, string>> {
  const values = new Map<string, string>();
  for (const cell of cells) {
    const tags = cellTags(cell);
    if (tags.includes("parameters"))
      for (const [name, { initial }] of declaredIn(cell.source)) if (initial !== undefined) values.set(name, initial);
    if (!tags.includes("injected-parameters")) continue;
    for (const line of cell.source.split("\n")) {
      const [, name, value] = ASSIGNED.exec(line) ?? [];
      if (name !== undefined && value !== undefined) values.set(name, value);
    }
  }
  return Object.fromEntries([...values].toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
