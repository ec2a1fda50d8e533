/** The variables that a cell declares. Values of earlier ones of the same name are put aside while it runs. */
export class NewNames {
  readonly #locals: Record<string, unknown>;
  readonly #names: readonly string[];
  readonly #earlier = new Map<string, unknown>();

  constructor(locals: Record<string, unknown>, names: readonly string[]) {
    this.#locals = locals;
    this.#names = names;
    for (const name of names) {
      if (!Object.hasOwn(locals, name)) continue;
      this.#earlier.set(name, locals[name]);
      delete locals[name];
    }
  }

  /** Puts earlier values back where the cell has not come to its own, and tells which of its own are missing. */
  settle(): string[] {
    const missing = this.#names.filter((name) => !Object.hasOwn(this.#locals, name));
    for (const name of missing) {
      if (this.#earlier.has(name)) this.#locals[name] = this.#earlier.get(name);
    }
    return missing;
  }
}
