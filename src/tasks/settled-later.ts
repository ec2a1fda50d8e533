/** A promise that may be asked for too early: what is to be checked is checked when somebody waits for it. */
export class SettledLater<T> extends Promise<T> {
  readonly #settled: Promise<T>;
  readonly #check: () => void;

  constructor(settled: Promise<T>, check: () => void) {
    super(nothing);
    this.#settled = settled;
    this.#check = check;
  }

  /** What `then` gives is a promise as any other. */
  static override get [Symbol.species](): PromiseConstructor {
    return Promise;
  }

  // oxlint-disable-next-line unicorn/no-thenable -- a promise's own, which `await` calls since this is a subclass
  override async then<A = T, B = never>(
    onFulfilled?: ((value: T) => A | PromiseLike<A>) | null,
    onRejected?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    return this.#checked().then(onFulfilled, onRejected);
  }

  async #checked(): Promise<T> {
    this.#check();
    return this.#settled;
  }
}

function nothing(): void {
  // it settles as the other does
}
