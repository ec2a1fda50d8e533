import { parameterNamed, type Table } from "./parameter.ts";

export interface SortedReferences {
  /** What stands for layers in what was given, by parameter: layers, tasks, names. */
  readonly references: ReadonlyMap<string, readonly Reference[]>;
  /** The rest, as it was spelled. */
  readonly others: Readonly<Record<string, unknown>>;
}

/** What stands for a layer. */
export interface Reference {
  readonly layer: unknown;
  /** The name that it is given under, where there is one. */
  readonly key: string | undefined;
}

/** Takes apart what a call was given: what has to be resolved to layers, and what is read as it is. */
export function sortReferences(table: Table, given: Readonly<Record<string, unknown>>): SortedReferences {
  const references = new Map<string, readonly Reference[]>();
  const others: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(given)) {
    const parameter = parameterNamed(table, key);
    const found = value === undefined || value === null ? [] : (parameter?.type.references(value) ?? []);
    const keys = parameter?.type.input?.named === true ? Object.keys(value as object) : [];
    const layers = found.map((layer, index) => ({ layer, key: keys[index] }));
    if (parameter !== undefined && layers.length > 0) references.set(parameter.name, layers);
    else if (parameter?.type.input === undefined) others[key] = value;
  }
  return { references, others };
}
