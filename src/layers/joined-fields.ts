import type { Field } from "./layer-data.ts";

/** A field of another layer that a result has too. */
export interface JoinedField {
  readonly field: Field;
  /** Position in the other layer. */
  readonly at: number;
  /** In the result. */
  readonly name: string;
}

/** Which fields, all where none is named, and what goes before their names. */
export interface JoinWanted {
  readonly names?: readonly string[];
  readonly prefix?: string | undefined;
}

/** The fields in the order in which they are named; all in their order where none is. */
export function chosenFields(
  fields: readonly Field[],
  names: readonly string[],
): readonly (Field & { readonly from: number })[] {
  const all = fields.map((field, from) => ({ ...field, from }));
  return names.length === 0 ? all : names.map((name) => all.find((field) => field.name === name)!);
}

/**
 * Fields of another layer under names that the result does not have yet, however they are capitalised, as in QGIS: a
 * second `name` is `name_2`.
 * @param taken the result's own fields
 */
export function joinedFields(
  taken: readonly Field[],
  theirs: readonly Field[],
  { names = [], prefix = "" }: JoinWanted,
): readonly JoinedField[] {
  const used = new Set(taken.map(({ name }) => name.toLowerCase()));
  return chosenFields(theirs, names).map(({ from, ...field }) => {
    const wanted = `${prefix}${field.name}`;
    let name = wanted;
    for (let n = 2; used.has(name.toLowerCase()); n++) name = `${wanted}_${n}`;
    used.add(name.toLowerCase());
    return { field, at: from, name };
  });
}

/** As they are made anew in a result. */
export function madeOf(joined: readonly JoinedField[]): readonly Field[] {
  return joined.map(({ name, field: { type } }) => ({ name, type }));
}
