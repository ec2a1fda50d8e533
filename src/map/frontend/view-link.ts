import type { BrowserMessage } from "../protocol.ts";
import type { WidgetModel } from "./widget-model.ts";

/** Messages reach every page that shows the model, so what must be unique begins with something no other page has. */
export const PAGE = Array.from(crypto.getRandomValues(new Uint8Array(6)), (byte) =>
  byte.toString(16).padStart(2, "0"),
).join("");
let views = 0;

/** Tells the kernel of one view, and what its user does. */
export class ViewLink {
  /** Unique over all pages. */
  readonly view = `${PAGE}.${++views}`;
  readonly #model: Pick<WidgetModel<unknown>, "send">;

  constructor(model: Pick<WidgetModel<unknown>, "send">) {
    this.#model = model;
    this.tell({ t: "view", view: this.view, open: true });
  }

  tell(message: BrowserMessage): void {
    this.#model.send(message);
  }

  close(): void {
    this.tell({ t: "view", view: this.view, open: false });
  }
}
