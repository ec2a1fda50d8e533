import { Worker } from "node:worker_threads";
import type { Answered, Asked, ConverterAnswers, ConverterRequest } from "./converter-messages.ts";

/**
 * The old generation's limit is far more than a notebook's types need. It also says how far the heap may grow before
 * garbage is collected: with Node's own limits a kernel takes more memory than tslab (`npm run bench -- cells`).
 */
const LIMITS = { maxOldGenerationSizeMb: 1024, maxYoungGenerationSizeMb: 24 };

/** The main thread's side of the converter thread. */
export class ConverterLink {
  readonly #worker = new Worker(new URL("./converter-thread.js", import.meta.url), { resourceLimits: LIMITS });
  readonly #open = new Map<number, { resolve(answer: unknown): void; reject(error: Error): void }>();
  #count = 0;

  constructor() {
    this.#worker.unref();
    this.#worker.on("message", (answered: Answered) => this.#settle(answered));
    this.#worker.on("error", (error) => this.#rejectAll(error));
    this.#worker.on("exit", () => this.#rejectAll(new Error("The compiler's thread has ended.")));
  }

  ask<K extends ConverterRequest["kind"]>(
    request: ConverterRequest & { readonly kind: K },
  ): Promise<ConverterAnswers[K]> {
    const id = this.#count++;
    return new Promise((resolve, reject) => {
      this.#open.set(id, { resolve: (answer) => resolve(answer as ConverterAnswers[K]), reject });
      this.#worker.postMessage({ id, request } satisfies Asked);
    });
  }

  /** Questions that are open stay so. */
  async close(): Promise<void> {
    this.#open.clear();
    await this.#worker.terminate();
  }

  #settle(answered: Answered): void {
    const asker = this.#open.get(answered.id);
    this.#open.delete(answered.id);
    if ("fault" in answered) asker?.reject(new Error(`The compiler broke down: ${answered.fault}`));
    else asker?.resolve(answered.answer);
  }

  #rejectAll(error: Error): void {
    for (const asker of this.#open.values()) asker.reject(error);
    this.#open.clear();
  }
}
