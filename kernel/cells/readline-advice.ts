import readline from "node:readline";
import readlinePromises from "node:readline/promises";
import { SpatialError } from "../../src/errors.ts";

type Ask = (this: { readonly input?: unknown }, ...args: unknown[]) => unknown;

/** Questions of readline would wait for ever: nobody types into a kernel's standard input. They say so instead. */
export function adviseInput(): void {
  for (const { prototype } of [readline.Interface, readlinePromises.Interface]) {
    const own = prototype as unknown as { question: Ask };
    const { question } = own;
    own.question = function ask(...args) {
      if (this.input !== process.stdin) return question.apply(this, args);
      const [query] = args;
      const text = typeof query === "string" ? JSON.stringify(query) : "…";
      const problem = "readline cannot ask in a notebook: nothing can be typed into the kernel's standard input.";
      throw new SpatialError("STDIN_NOT_ALLOWED", `${problem} Use await input(${text}).`);
    };
  }
}
