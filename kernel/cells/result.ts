import { inspect } from "node:util";
import { richBundle, safeBundle } from "../display/rich/rich-bundle.ts";
import type { MimeBundle } from "../protocol/output.ts";

/** A method of this name makes a value show as what it returns: a MimeBundle, or a promise of one. */
export const DISPLAY = Symbol.for("mapcell.display");
/** What Deno's kernel calls the same. */
const JUPYTER_DISPLAY = Symbol.for("Jupyter.display");

/** Formats that are text in a message, whatever they are made of; bytes of others go as base64. */
const TEXT = /^text\/|[/+]xml$|\/javascript$/;

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
    const ours = methodOf(value, DISPLAY);
    if (rule !== undefined || ours !== undefined)
      return after(rule ? rule.toBundle(value) : ours?.call(value), (made) => finish(made, value));
    const theirs = methodOf(value, JUPYTER_DISPLAY);
    if (theirs === undefined) return finish(richBundle(value), value);
    // a library's: only display.html shows what runs
    return after(theirs.call(value), (made) => finish(isObject(made) ? safeBundle(made) : made, value));
  }
}

function after<T>(made: unknown, then: (made: unknown) => T): T | Promise<T> {
  return made instanceof Promise ? made.then(then) : then(made);
}

function isObject(made: unknown): made is MimeBundle {
  return typeof made === "object" && made !== null;
}

/** Bytes as the protocol has them. */
export function messageBundle(bundle: MimeBundle): MimeBundle {
  return Object.fromEntries(
    Object.entries(bundle).map(([type, data]) => {
      if (!(data instanceof Uint8Array)) return [type, data];
      return [type, Buffer.from(data).toString(TEXT.test(type) ? "utf8" : "base64")];
    }),
  );
}

/** Every front end can show text, so every bundle has some. A method of the user's may give anything. */
function finish(made: unknown, value: unknown): MimeBundle {
  if (typeof made === "string") return { "text/plain": made };
  if (!isObject(made)) return { "text/plain": inspect(value) };
  const bundle = messageBundle(made);
  return Object.keys(bundle).length === 0 || "text/plain" in bundle
    ? bundle
    : { ...bundle, "text/plain": inspect(value) };
}

function methodOf(value: unknown, symbol: symbol): (() => unknown) | undefined {
  if ((typeof value !== "object" && typeof value !== "function") || value === null) return undefined;
  const method: unknown = Reflect.get(value, symbol);
  return typeof method === "function" ? (method as () => unknown) : undefined;
}
