/** The name under which a script leaves the value of its last expression. */
const LAST = "tsLastExpr";

/** What an imported name stands for: the module's own variable, until a cell declares the name anew. */
type Binding = { readonly get: () => unknown } | { readonly value: unknown };

/**
 * The variables of all cells: members of one plain object. Members are never removed, nor turned from one kind into
 * another, since V8 would then look each of them up by its name, several times slower.
 */
export class CellVariables {
  readonly scope: Record<string, unknown>;
  /** What `scope` inherits: names that are to be declared. */
  readonly #awaited = Object.create(null) as object;
  readonly #provided: Readonly<Record<string, unknown>>;
  readonly #imported = new Map<string, Binding>();
  /** Names whose declaration runs, or has run. */
  readonly #declared = new Set<string>();

  /** @param provided what is there before the first cell */
  constructor(provided: Readonly<Record<string, unknown>>) {
    this.#provided = provided;
    this.scope = Object.assign(Object.create(this.#awaited) as Record<string, unknown>, provided);
    Object.defineProperty(this.scope, LAST, { value: undefined, writable: true, enumerable: false });
  }

  /** Names that cells have declared. */
  names(): string[] {
    return Object.keys(this.scope).filter((name) => !Object.hasOwn(this.#provided, name));
  }

  has(name: string): boolean {
    return name !== LAST && Object.hasOwn(this.scope, name);
  }

  value(name: string): unknown {
    return this.has(name) ? this.scope[name] : undefined;
  }

  assign(name: string, value: unknown): void {
    if (this.has(name)) this.scope[name] = value;
  }

  isProvided(name: string): boolean {
    return Object.hasOwn(this.#provided, name) && this.#provided[name] === this.scope[name];
  }

  /** The value of the last expression of the cell that has run. */
  takeLast(): unknown {
    const value = this.scope[LAST];
    this.scope[LAST] = undefined;
    return value;
  }

  /** A name that a cell imports is the module's variable; a cell that declares it anew assigns it. */
  link(name: string, get: () => unknown): void {
    if (this.#imported.has(name)) {
      this.#imported.set(name, { get });
      return;
    }
    this.#imported.set(name, { get });
    Object.defineProperty(this.scope, name, {
      get: () => {
        const binding = this.#imported.get(name);
        return binding && "get" in binding ? binding.get() : binding?.value;
      },
      set: (value) => {
        this.#imported.set(name, { value });
      },
      enumerable: true,
    });
  }

  /**
   * To be called before a cell runs that declares these by `let`, `const` or `class`: to read or to write one before that
   * throws, as in any script. What an earlier cell has declared is there until then, as in Python's and Deno's notebooks. A member
   * that is there is found before what it would inherit, so this costs those that are declared nothing.
   *
   * @param late what the cell declares so
   * @param names all that it declares: by `var`, too, and functions, which nothing has to wait for
   */
  awaits(late: readonly string[], names: readonly string[]): void {
    const { scope } = this;
    for (const name of names) this.#declared.add(name);
    for (const name of late) {
      if (Object.hasOwn(scope, name)) continue;
      this.#declared.delete(name);
      if (Object.hasOwn(this.#awaited, name)) continue;
      const get = (): undefined => (this.#declared.has(name) ? undefined : fail(name, get));
      const set = (value: unknown): void => {
        if (!this.#declared.has(name)) fail(name, set);
        Object.defineProperty(scope, name, { value, writable: true, enumerable: true, configurable: true });
      };
      Object.defineProperty(this.#awaited, name, { get, set });
    }
  }

  /** What a declaration calls with the value that it then assigns. */
  declared(value: unknown, ...names: readonly string[]): unknown {
    for (const name of names) this.#declared.add(name);
    return value;
  }

  /**
   * To be called before a cell runs; the function tells which of the names it declares it has not come to. What was
   * there before under their names is there still, with its type.
   */
  watch(names: readonly string[]): () => string[] {
    const before = new Map(names.filter((name) => this.has(name)).map((name) => [name, this.#state(name)]));
    return () =>
      names.filter((name) => !this.has(name) || (before.has(name) && Object.is(before.get(name), this.#state(name))));
  }

  #state(name: string): unknown {
    return this.#imported.get(name) ?? this.scope[name];
  }
}

function fail(name: string, from: (value: unknown) => void): never {
  const error = new ReferenceError(`Cannot access '${name}' before initialization`);
  Error.captureStackTrace(error, from);
  throw error;
}
