import type { Geometry } from "geojson";
import { SpatialError } from "../../errors.ts";
import type { EngineGeometry } from "../engine-geometry.ts";

/** A geometry, or null as features without geometry have it: it counts as an empty one. */
export type GeometryInput = Geometry | null;

interface GeometryArgument {
  readonly form: "geometry";
  readonly name: string;
}

/** Any number of geometries, each by itself or in lists; the only argument of its operation. */
interface GeometriesArgument {
  readonly form: "geometries";
  readonly name: string;
}

/** Geometries as one array. */
interface ListArgument {
  readonly form: "list";
  readonly name: string;
}

export interface PlainArgument<Given = unknown, Value = unknown, Name extends string = string> {
  readonly form: "plain";
  readonly name: Name;
  readonly optional: boolean;
  /** The type of what is given, as it is declared to users. */
  readonly typescript: string;
  /** @throws SpatialError BAD_ARGUMENT @param call the operation's name, for the message */
  readonly check: (given: unknown, call: string) => Value;
  /** Never there: carries the type. */
  readonly given?: Given;
}

/** An argument of an operation: what a user function may give for it, and what the engine gets. */
export type Argument = GeometryArgument | GeometriesArgument | ListArgument | PlainArgument;

/** What the engine's form of an operation gets. */
export type EngineArguments<T extends readonly Argument[]> = { [K in keyof T]: EngineArgument<T[K]> };

type EngineArgument<A> = A extends GeometryArgument
  ? EngineGeometry
  : A extends GeometriesArgument | ListArgument
    ? readonly EngineGeometry[]
    : A extends PlainArgument<unknown, infer Value>
      ? Value
      : never;

/** What of them is no geometry. */
export type PlainArguments<T extends readonly Argument[]> = T extends readonly [infer A, ...infer Others]
  ? Others extends readonly Argument[]
    ? A extends PlainArgument<unknown, infer Value>
      ? [Value, ...PlainArguments<Others>]
      : PlainArguments<Others>
    : never
  : [];

/** What the GeoJSON form gets; optional arguments come last. */
export type GivenArguments<T extends readonly Argument[]> = T extends readonly [GeometriesArgument]
  ? (GeometryInput | readonly GeometryInput[])[]
  : T extends readonly [...infer First, infer Last]
    ? First extends readonly Argument[]
      ? Last extends PlainArgument<infer Given> & { readonly optional: true }
        ? [...GivenArguments<First>, last?: Given]
        : [...GivenArguments<First>, GivenArgument<Last>]
      : never
    : [];

type GivenArgument<A> = A extends GeometryArgument
  ? GeometryInput
  : A extends ListArgument
    ? readonly GeometryInput[]
    : A extends PlainArgument<infer G>
      ? G
      : never;

type WithDefault<T> = { readonly default: T };
type Optional<A, D> = A & { readonly optional: D extends WithDefault<unknown> ? true : false };

export function geometry(name: string): GeometryArgument {
  return { form: "geometry", name };
}

export function geometries(name: string): GeometriesArgument {
  return { form: "geometries", name };
}

export function list(name: string): ListArgument {
  return { form: "list", name };
}

interface Range {
  readonly min?: number;
  readonly max?: number;
  readonly default?: number;
  /** What the number counts; layer units where nothing is said. */
  readonly unit?: string;
}

/** A finite number. */
export function number<const N extends string, const R extends Range>(
  name: N,
  range?: R,
): Optional<PlainArgument<number, number, N>, R> {
  const { min = -Infinity, max = Infinity, unit = "in layer units" } = range ?? {};
  const isAllowed = (given: unknown): boolean =>
    typeof given === "number" && Number.isFinite(given) && given >= min && given <= max;
  const limits = min === -Infinity ? "" : max === Infinity ? ` from ${min}` : ` from ${min} to ${max}`;
  return plain(name, range, { typescript: "number", isAllowed, expected: `a finite number${limits}, ${unit}` });
}

/** A whole number of `min` or more. */
export function whole<const N extends string, const R extends Range & { readonly min: number }>(
  name: N,
  range: R,
): Optional<PlainArgument<number, number, N>, R> {
  const isAllowed = (given: unknown): boolean => Number.isInteger(given) && (given as number) >= range.min;
  return plain(name, range, { typescript: "number", isAllowed, expected: `a whole number of ${range.min} or more` });
}

export function choice<const N extends string, const V extends string, const D extends { readonly default?: V }>(
  name: N,
  values: readonly V[],
  preset?: D,
): Optional<PlainArgument<V, V, N>, D> {
  return plain(name, preset, {
    typescript: values.map((value) => JSON.stringify(value)).join(" | "),
    isAllowed: (given) => (values as readonly unknown[]).includes(given),
    expected: values.join(", "),
  });
}

export function flag<const N extends string>(
  name: N,
  preset: boolean,
): Optional<PlainArgument<boolean, boolean, N>, WithDefault<boolean>> {
  return plain(name, { default: preset }, { typescript: "boolean", isAllowed: isBoolean, expected: "true or false" });
}

export function text<const N extends string>(
  name: N,
  pattern: RegExp,
  expected: string,
): PlainArgument<string, string, N> {
  const isAllowed = (given: unknown): boolean => typeof given === "string" && pattern.test(given);
  return plain(name, undefined, { typescript: "string", isAllowed, expected });
}

type Fields = readonly (PlainArgument & { readonly optional: true })[];
type FieldsGiven<F extends Fields> = {
  readonly [A in F[number] as A["name"]]?: A extends PlainArgument<infer G> ? G : never;
};
type FieldsValue<F extends Fields> = {
  readonly [A in F[number] as A["name"]]: A extends PlainArgument<unknown, infer V> ? V : never;
};

/** An object of options, of which each has a default. */
export function options<const F extends Fields>(
  ...fields: F
): PlainArgument<FieldsGiven<F>, FieldsValue<F>> & { readonly optional: true } {
  const names = fields.map(({ name }) => name);
  return {
    form: "plain",
    name: "options",
    optional: true,
    typescript: `{ ${fields.map(({ name, typescript }) => `${name}?: ${typescript}`).join("; ")} }`,
    check: (given, call) => {
      const own = given === undefined ? {} : given;
      if (typeof own !== "object" || own === null || Array.isArray(own))
        throw refused(call, `was given options ${shown(own)}; expected an object with ${names.join(", ")}`);
      const unknown = Object.keys(own).find((name) => !names.includes(name));
      if (unknown !== undefined) throw refused(call, `has no option "${unknown}"; it has ${names.join(", ")}`);
      const values = own as Readonly<Record<string, unknown>>;
      return Object.fromEntries(fields.map(({ name, check }) => [name, check(values[name], call)])) as FieldsValue<F>;
    },
  };
}

interface Allowed {
  readonly typescript: string;
  readonly isAllowed: (given: unknown) => boolean;
  readonly expected: string;
}

function plain<T, const N extends string, D>(
  name: N,
  preset: { readonly default?: T } | undefined,
  { typescript, isAllowed, expected }: Allowed,
): Optional<PlainArgument<T, T, N>, D> {
  const optional = preset?.default !== undefined;
  const check = (given: unknown, call: string): unknown => {
    const value = given === undefined && optional ? preset.default : given;
    if (isAllowed(value)) return value;
    throw refused(call, `was given ${name} ${shown(value)}; expected ${expected}`);
  };
  return { form: "plain", name, optional, typescript, check } as Optional<PlainArgument<T, T, N>, D>;
}

function isBoolean(given: unknown): boolean {
  return typeof given === "boolean";
}

function shown(value: unknown): string {
  return typeof value === "string" ? `"${value}"` : String(value);
}

function refused(call: string, what: string): SpatialError {
  return new SpatialError("BAD_ARGUMENT", `geometry.${call} ${what}.`);
}
