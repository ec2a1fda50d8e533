import { SpatialError } from "../../src/errors.ts";
import { textIn, type JsonObject } from "../../src/wire/message.ts";
import type { IoLink } from "./io-link.ts";
import { currentCell } from "./scope.ts";

/** Questions a cell asks the user through the front end, one at a time. */
export class Stdin {
  readonly #io: Pick<IoLink, "ask">;
  #answer: ((value: string) => void) | undefined;
  #last: Promise<unknown> = Promise.resolve();

  constructor(io: Pick<IoLink, "ask">) {
    this.#io = io;
  }

  /**
   * @param options.password hides what is typed
   * @throws SpatialError STDIN_NOT_ALLOWED where nobody can answer, INTERRUPTED with the cell
   */
  async input(prompt = "", { password = false }: { readonly password?: boolean } = {}): Promise<string> {
    const cell = currentCell();
    if (!cell?.interactive) {
      const advice = "Set the value in the cell instead.";
      throw new SpatialError("STDIN_NOT_ALLOWED", `input() cannot ask here: this run takes no input. ${advice}`);
    }
    const asked = this.#last.then(() => this.#ask(cell, { prompt, password }));
    this.#last = asked.catch(() => undefined);
    return asked;
  }

  /** An `input_reply` has arrived. */
  take(content: JsonObject): void {
    this.#answer?.(textIn(content, "value"));
    this.#answer = undefined;
  }

  #ask(cell: NonNullable<ReturnType<typeof currentCell>>, question: JsonObject): Promise<string> {
    return new Promise((resolve, reject) => {
      const stop = () => reject(new SpatialError("INTERRUPTED", "The cell was interrupted while it waited for input."));
      if (cell.signal.aborted) return stop();
      cell.signal.addEventListener("abort", stop, { once: true });
      this.#answer = resolve;
      this.#io.ask(cell, question);
    });
  }
}
