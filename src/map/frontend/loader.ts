// Every widget's `_esm`. It is saved with every notebook and run once per model, so it holds next to nothing: it pulls the
// bundle from the kernel once per page, and shows the last picture until that is there or if there is no kernel.
import type { WidgetModel } from "./widget-model.ts";

/** What the map's state and the task table's have in common. */
interface State {
  readonly assets: Readonly<Record<string, string>> & { readonly bundle: string };
  /** The map's last picture. */
  readonly snapshot?: string;
  readonly description?: string;
}
type Model = WidgetModel<State>;
type Mount = (options: { model: Model; el: HTMLElement; asset: (name: string) => Promise<Blob> }) => () => void;

interface Page {
  /** Unpacked files by hash. */
  readonly files: Map<string, Promise<Blob>>;
  /** Running bundles by hash. */
  readonly bundles: Map<string, Promise<Mount>>;
}

/** Shared by all widgets of the page, whichever copy of this module made it. */
const page = ((globalThis as { mapcellPage?: Page }).mapcellPage ??= { files: new Map(), bundles: new Map() });
/** Faster than this there is nothing to be told. */
const PROMPT_MS = 300;
/** After this time without an answer the picture is all there will be, most likely. */
const PATIENCE_MS = 6000;

/** Keeps a promise by key, and forgets it when it fails, so that the next one who asks tries again. */
function once<T>(kept: Map<string, Promise<T>>, key: string, make: () => Promise<T>): Promise<T> {
  let made = kept.get(key);
  if (made === undefined) {
    made = make();
    kept.set(key, made);
    made.catch(() => kept.delete(key));
  }
  return made;
}

function pull(model: Model, hash: string): Promise<Blob> {
  return once(page.files, hash, async () => {
    const packed = await new Promise<DataView>((resolve) => {
      const listener = (content: unknown, buffers: readonly DataView[]): void => {
        const { t, hash: answered } = content as { t?: unknown; hash?: unknown };
        if (t !== "asset" || answered !== hash || buffers[0] === undefined) return;
        model.off("msg:custom", listener);
        resolve(buffers[0]);
      };
      model.on("msg:custom", listener);
      model.send({ t: "asset", hash });
    });
    const bytes = new Uint8Array(packed.buffer as ArrayBuffer, packed.byteOffset, packed.byteLength);
    await verify(bytes, hash);
    return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).blob();
  });
}

/** Browsers offer the digest on https and localhost only; elsewhere the kernel's word must do. */
async function verify(bytes: Uint8Array<ArrayBuffer>, hash: string): Promise<void> {
  if (globalThis.crypto?.subtle === undefined) return;
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  const found = Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
  if (found !== hash) throw new Error("the code did not arrive as it was sent");
}

function load(model: Model): Promise<Mount> {
  const { bundle } = model.get("assets");
  return once(page.bundles, bundle, async () => {
    const code = new Blob([await pull(model, bundle)], { type: "text/javascript" });
    const url = URL.createObjectURL(code);
    try {
      return ((await import(url)) as { mount: Mount }).mount;
    } finally {
      URL.revokeObjectURL(url);
    }
  });
}

/** The last picture, if there is one, and a line of text. */
function placeholder(model: Model, el: HTMLElement): (text: string) => void {
  const note = document.createElement("div");
  note.setAttribute("role", "status");
  note.style.cssText = "font:13px var(--jp-ui-font-family,sans-serif);color:var(--jp-ui-font-color2,#666)";
  const snapshot = model.get("snapshot");
  if (snapshot?.startsWith("data:image/png;") === true) {
    const image = document.createElement("img");
    image.src = snapshot;
    image.alt = model.get("description") ?? "";
    image.style.cssText = "display:block;max-width:100%";
    el.append(image);
  }
  el.append(note);
  return (text) => {
    note.textContent = text;
  };
}

function render({ model, el }: { model: Model; el: HTMLElement }): () => void {
  const say = placeholder(model, el);
  const timers = [
    setTimeout(() => say("Loading …"), PROMPT_MS),
    setTimeout(() => say("The kernel does not answer. Run the cell again for a live view."), PATIENCE_MS),
  ];
  const stopTimers = (): void => timers.forEach(clearTimeout);
  let isClosed = false;
  let unmount = (): void => {
    isClosed = true;
  };
  const start = async (): Promise<void> => {
    try {
      const mount = await load(model);
      if (isClosed) return;
      el.replaceChildren();
      unmount = mount({ model, el, asset: (name) => pull(model, model.get("assets")[name] ?? "") });
    } catch (error) {
      say(`The live view can't be shown: ${error instanceof Error ? error.message : String(error)}`);
    } finally {
      stopTimers();
    }
  };
  void start();
  return () => {
    stopTimers();
    unmount();
  };
}

export default { render };
