import { findNamed, qgisName } from "./names.ts";
import type { ParameterType } from "./parameter-type.ts";

/** One thing that an operation takes. */
export interface Parameter<V = unknown> {
  readonly type: ParameterType<V>;
  /** One line for help and completion, with the unit where there is one. */
  readonly doc: string;
  /** As it may be given. */
  readonly default?: unknown;
  readonly required: boolean;
  /**
   * Whether a magic takes it as a word of its own, and a call as an argument: layers are, if nothing is said. "first": a
   * magic takes it before all others, and a call among its options.
   */
  readonly word?: boolean | "first";
  /** QGIS's own name, where it is not the camelCase name in capitals: END_CAP_STYLE is endCapStyle. */
  readonly qgis?: string;
  /** Other names by which it may be given: what users of other tools type. */
  readonly also?: readonly string[];
}

declare const layer: unique symbol;
/** Stands for a layer among the values: it goes into the task beside them. */
export type InputMark = { readonly [layer]: true };

/** What an operation takes, by camelCase name; layers first, in the order of a magic's words. */
export type Table = Readonly<Record<string, Parameter>>;

/** The checked values of a table, plain data that can be sent to a worker. Layers are not among them. */
export type ValuesOf<T extends Table> = {
  readonly [K in keyof T as T[K] extends Parameter<InputMark> ? never : K]: T[K] extends Parameter<infer V> ? V : never;
};

/** A parameter with what it is called. */
export interface NamedParameter extends Parameter {
  readonly name: string;
  readonly qgis: string;
}

export interface Stated<D> {
  readonly doc: string;
  readonly qgis?: string | undefined;
  readonly default?: D | undefined;
  /** It may be left out, and is undefined then. */
  readonly optional?: boolean | undefined;
  /** A word of its own in a magic, and an argument of its own in a call. */
  readonly word?: boolean | "first" | undefined;
  readonly also?: readonly string[] | undefined;
}

type ValueFor<O, V> = O extends { readonly optional: true } ? V | undefined : V;

/** A parameter of a type, as a table states it. */
export function parameter<V, O extends Stated<unknown>>(type: ParameterType<V>, stated: O): Parameter<ValueFor<O, V>> {
  const { doc, qgis, default: fallback, optional = false, word, also } = stated;
  return {
    type,
    doc,
    required: !optional && fallback === undefined,
    ...(fallback === undefined ? {} : { default: fallback }),
    ...(qgis === undefined ? {} : { qgis }),
    ...(word === undefined ? {} : { word }),
    ...(also === undefined ? {} : { also }),
  };
}

/** What a parameter is if it is left out, for help. */
export function defaultText({ default: fallback }: Pick<Parameter, "default">): string | undefined {
  const isPlain = typeof fallback === "string" || typeof fallback === "number" || typeof fallback === "boolean";
  return isPlain ? String(fallback) : undefined;
}

/** The parameters of a table in their order, each with its names. */
export function namedParameters(table: Table): readonly NamedParameter[] {
  return Object.entries(table).map(([name, one]) => Object.assign({}, one, { name, qgis: one.qgis ?? qgisName(name) }));
}

/** The parameter that goes by this name, in any spelling. */
export function parameterNamed(table: Table, spelling: string): NamedParameter | undefined {
  return findNamed(namedParameters(table), spelling, ({ name, qgis, also = [] }) => [name, qgis, ...also]);
}

/** The layers that it takes, in the order of a magic's words. */
export function inputParameters(table: Table): readonly NamedParameter[] {
  return namedParameters(table).filter(({ type }) => type.input !== undefined);
}

/** The layer that a call's first argument is: the first parameter, if it is a layer. */
export function firstInput(table: Table): NamedParameter | undefined {
  const [first] = namedParameters(table);
  return first?.type.input === undefined || first.word === false ? undefined : first;
}

/** What a magic takes as words without an option before them. */
export function wordParameters(table: Table): readonly NamedParameter[] {
  const words = namedParameters(table).filter(({ word, type }) => word ?? type.input !== undefined);
  return [...words.filter(({ word }) => word === "first"), ...words.filter(({ word }) => word !== "first")];
}

/** What a call takes as arguments before its object of options: the first layer, and what is a word by itself. */
export function callArguments(table: Table): readonly NamedParameter[] {
  const first = firstInput(table)?.name;
  return wordParameters(table).filter(({ name, word }) => word === true || name === first);
}

/** Names of the parameters that were given, in whatever spelling. */
export function statedNames(table: Table, given: Readonly<Record<string, unknown>>): ReadonlySet<string> {
  return new Set(
    Object.entries(given).flatMap(([key, value]) =>
      value === undefined || value === null ? [] : (parameterNamed(table, key)?.name ?? []),
    ),
  );
}
