import type { JsonObject } from "../../src/wire/message.ts";

interface Binary {
  readonly path: readonly (string | number)[];
  readonly bytes: Uint8Array;
}

interface WidgetState {
  readonly values: Map<string, unknown>;
  binaries: readonly Binary[];
}

/**
 * The state of every open widget, put together from the messages on its comm. After a reload the browser asks for all of
 * them at once, on the comm `jupyter.widget.control`.
 */
export class WidgetStates {
  readonly #widgets = new Map<string, WidgetState>();

  /** A widget's opening data, or an `update` in either direction; other messages change nothing. */
  note(id: string, data: JsonObject, buffers: readonly Uint8Array[]): void {
    const { method = "update", state } = data;
    if (method !== "update" || typeof state !== "object" || state === null) return;
    const widget = this.#widgets.get(id) ?? { values: new Map<string, unknown>(), binaries: [] };
    this.#widgets.set(id, widget);
    const paths = Array.isArray(data["buffer_paths"]) ? (data["buffer_paths"] as Binary["path"][]) : [];
    const changed = new Set([...Object.keys(state), ...paths.map(([key]) => String(key))]);
    for (const [key, value] of Object.entries(state)) widget.values.set(key, value);
    const fresh = paths.flatMap((path, index) => {
      const bytes = buffers[index];
      return bytes ? [{ path, bytes }] : [];
    });
    widget.binaries = [...widget.binaries.filter(({ path: [key] }) => !changed.has(String(key))), ...fresh];
  }

  forget(id: string): void {
    this.#widgets.delete(id);
  }

  /** The reply to `request_states`: content and buffers of one message. */
  all(): { readonly data: JsonObject; readonly buffers: readonly Uint8Array[] } {
    const widgets = [...this.#widgets];
    const states = widgets.map(([id, { values }]) => [id, describe(Object.fromEntries(values))]);
    const binaries = widgets.flatMap(([id, widget]) =>
      widget.binaries.map(({ path, bytes }) => ({ path: [id, ...path], bytes })),
    );
    return {
      data: {
        method: "update_states",
        states: Object.fromEntries(states),
        buffer_paths: binaries.map(({ path }) => path),
      },
      buffers: binaries.map(({ bytes }) => bytes),
    };
  }
}

function describe(state: Record<string, unknown>): JsonObject {
  return {
    model_name: state["_model_name"],
    model_module: state["_model_module"],
    model_module_version: state["_model_module_version"],
    state,
  };
}
