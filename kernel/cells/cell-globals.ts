import { displayHelpers } from "../display/rich/display-helpers.ts";
import type { Ids } from "../protocol/ids.ts";
import type { MimeBundle, Output } from "../protocol/output.ts";
import { currentCell } from "../protocol/scope.ts";
import type { Stdin } from "../protocol/stdin.ts";
import { DISPLAY, type Displayers, messageBundle } from "./result.ts";

/** What cells find in scope from the kernel itself, as declarations. */
export const GLOBAL_DECLARATIONS = `/** An output that can be replaced. */
export interface DisplayHandle {
  readonly id: string;
  /** Shows another value in its place, also after the cell has ended. */
  update(value: unknown): Promise<void>;
}
export interface Display {
  /** Shows a value as the last expression of a cell would be shown. Pass \`displayId\` to replace an earlier display. */
  (value: unknown, options?: { displayId?: string; raw?: boolean }): DisplayHandle;
  /** Shows HTML as it is, scripts and all. Elements and \`toHTML()\` of values are shown without. */
  html(text: string): DisplayHandle;
  markdown(text: string): DisplayHandle;
  /** Shows an SVG picture. */
  svg(text: string): DisplayHandle;
  /** Shows a PNG picture, from its bytes. */
  png(bytes: Uint8Array): DisplayHandle;
  /** Shows a value as a tree that unfolds. */
  json(value: unknown): DisplayHandle;
  /** Shows rows as a table, the first ten of them. */
  table(rows: Iterable<object>): DisplayHandle;
}
/** Shows a value as the last expression of a cell would be shown. \`display.html\`, \`.markdown\`, \`.table\` … show one kind. */
export declare const display: Display;
/** Removes what the cell has shown. @param wait keeps it until the next output comes. */
export declare function clearOutput(wait?: boolean): void;
/** Asks for a line of text, where somebody can answer. */
export declare function input(prompt?: string, options?: { password?: boolean }): Promise<string>;
/** What browsers and Deno call \`input\`; here it has to be awaited. @param otherwise is given where nothing is typed */
export declare function prompt(message?: string, otherwise?: string): Promise<string>;
`;

interface GlobalParts {
  readonly output: Output;
  readonly ids: Pick<Ids, "next">;
  readonly displayers: Displayers;
  readonly stdin: Pick<Stdin, "input">;
}

/** The values that GLOBAL_DECLARATIONS declares. */
export function cellGlobals({ output, ids, displayers, stdin }: GlobalParts): Record<string, unknown> {
  const known = new Set<string>();
  const display = (value: unknown, options: { displayId?: string; raw?: boolean } = {}) => {
    const id = options.displayId ?? ids.next("display");
    const show = (bundle: MimeBundle) => {
      if (isCutOff()) return;
      if (known.has(id)) output.update(id, bundle);
      else output.display(bundle, { displayId: id });
      known.add(id);
    };
    const present = (shown: unknown) =>
      options.raw === true ? messageBundle(shown as MimeBundle) : displayers.bundleNow(shown);
    const publish = (shown: unknown) => {
      const bundle = present(shown);
      if (!(bundle instanceof Promise)) return show(bundle);
      if (!known.has(id)) show({ "text/plain": "…" }); // the place in the cell is taken now
      return bundle.then(show);
    };
    const first = publish(value);
    const handle = {
      id,
      update: async (next: unknown) => {
        await first;
        await publish(next);
      },
    };
    // as the last line of a cell it has shown what is to be shown
    return Object.defineProperty(handle, DISPLAY, { value: () => ({}) });
  };
  const clearOutput = (wait = false) => {
    if (!isCutOff()) output.clear(wait);
  };
  Object.assign(display, displayHelpers(display));
  const input = stdin.input.bind(stdin);
  const prompt = async (message?: string, otherwise?: string) => (await input(message)) || (otherwise ?? "");
  return { display, clearOutput, input, prompt };
}

/** Whether this code belongs to a cell that was interrupted: what it shows is discarded. */
export function isCutOff(): boolean {
  return currentCell()?.signal.aborted === true;
}
