import { parameterNamed, type Table } from "./parameter.ts";

export interface SortedReferences {
  /** What stands for layers in what was given, by parameter: layers, tasks, names. */
  readonly references: ReadonlyMap<string, readonly unknown[]>;
  /** The rest, as it was spelled. */
  readonly others: Readonly<Record<string, unknown>>;
}

/** Takes apart what a call was given: what has to be resolved to layers, and what is read as it is. */
export function sortReferences(table: Table, given: Readonly<Record<string, unknown>>): SortedReferences {
  const references = new Map<string, readonly unknown[]>();
  const others: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(given)) {
    const parameter = parameterNamed(table, key);
    const layers = value === undefined || value === null ? [] : (parameter?.type.references(value) ?? []);
    if (parameter !== undefined && layers.length > 0) references.set(parameter.name, layers);
    else if (parameter?.type.input === undefined) others[key] = value;
  }
  return { references, others };
}
