import { SpatialError } from "../errors.ts";

/** A parameter as a user defined it: a plain object, whose members nobody has checked yet. */
export class Definition {
  /** `user:shade: the parameter "height"`, to begin messages with. */
  readonly where: string;
  readonly #given: Readonly<Record<string, unknown>>;

  constructor(where: string, given: Readonly<Record<string, unknown>>) {
    this.where = where;
    this.#given = given;
  }

  /** What every parameter may have. */
  stated(): { readonly doc: string; readonly optional: boolean } {
    return { doc: this.text("doc") ?? "", optional: this.flag("optional") };
  }

  flag(key: string): boolean {
    return this.#given[key] === true;
  }

  text(key: string): string | undefined {
    const value = this.#given[key];
    if (value === undefined || typeof value === "string") return value;
    throw this.bad(`: "${key}" is ${kindOf(value)}; expected text`);
  }

  number(key: string): number | undefined {
    const value = this.#given[key];
    if (value === undefined || (typeof value === "number" && Number.isFinite(value))) return value;
    throw this.bad(`: "${key}" is ${kindOf(value)}; expected a number`);
  }

  names(key: string): readonly string[] {
    const value = this.#given[key];
    if (value === undefined) return [];
    if (Array.isArray(value) && value.every((item) => typeof item === "string" && item !== ""))
      return value as string[];
    throw this.bad(`: "${key}" is ${kindOf(value)}; expected a list of names`);
  }

  /** A default, limits: what a number may have. */
  limits(): {
    readonly default: number | undefined;
    readonly min: number | undefined;
    readonly max: number | undefined;
  } {
    return { default: this.number("default"), min: this.number("min"), max: this.number("max") };
  }

  bad(problem: string): SpatialError {
    return new SpatialError("BAD_ARGUMENT", `${this.where}${problem}`.replace(/([^.?])$/, "$1."));
  }
}

export function kindOf(value: unknown): string {
  if (value === undefined || value === null) return String(value);
  return typeof value === "string"
    ? JSON.stringify(value)
    : `a value of type ${value.constructor?.name ?? typeof value}`;
}
