import { inspect } from "node:util";
import { richBundle } from "../display/rich/rich-bundle.ts";
import type { MimeBundle } from "../protocol/output.ts";

/** A method of this name makes a value show as what it returns: a MimeBundle, or a promise of one. */
export const DISPLAY = Symbol.for("mapcell.display");
/** What Deno's kernel calls the same. */
const JUPYTER_DISPLAY = Symbol.for("Jupyter.display");

type ToBundle<T> = (value: T) => MimeBundle | Promise<MimeBundle>;

/** How values of cells are shown: as rich displays where they have one, else as Node prints them. */
export class Displayers {
  readonly #rules: { readonly matches: (value: unknown) => boolean; readonly toBundle: ToBundle<unknown> }[] = [];

  /** Rules registered later come first. */
  register<T>(matches: (value: unknown) => value is T, toBundle: ToBundle<T>): void {
    this.#rules.unshift({ matches, toBundle: (value) => toBundle(value as T) });
  }

  async bundleOf(value: unknown): Promise<MimeBundle> {
    return this.bundleNow(value);
  }

  /** The bundle itself where no promise is needed. */
  bundleNow(value: unknown): MimeBundle | Promise<MimeBundle> {
    const rule = this.#rules.find(({ matches }) => matches(value));
    const method = methodOf(value, DISPLAY) ?? methodOf(value, JUPYTER_DISPLAY);
    const made = rule ? rule.toBundle(value) : method ? method.call(value) : richBundle(value);
    if (made === undefined) return { "text/plain": inspect(value) };
    const finish = (bundle: MimeBundle) => withText(bundle, value);
    return made instanceof Promise ? made.then(finish) : finish(made);
  }
}

/** Every front end can show text, so every bundle has some. */
function withText(bundle: MimeBundle, value: unknown): MimeBundle {
  return Object.keys(bundle).length === 0 || "text/plain" in bundle
    ? bundle
    : { ...bundle, "text/plain": inspect(value) };
}

function methodOf(value: unknown, symbol: symbol): (() => ReturnType<ToBundle<unknown>>) | undefined {
  if ((typeof value !== "object" && typeof value !== "function") || value === null) return undefined;
  const method: unknown = Reflect.get(value, symbol);
  return typeof method === "function" ? (method as () => ReturnType<ToBundle<unknown>>) : undefined;
}
