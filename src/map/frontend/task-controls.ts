import type { TaskItem, Verb } from "../tasks-state.ts";
import { create, iconButton, setIcon } from "./elements.ts";

const ICONS: Readonly<Record<Verb, string>> = {
  cancel: "M4 4l8 8M12 4l-8 8",
  hold: "M5.5 3.5v9M10.5 3.5v9",
  resume: "M5 3l7.5 5L5 13z",
};
const WORDS: Readonly<Record<Verb, string>> = { cancel: "Cancel", hold: "Hold", resume: "Resume" };

/**
 * The buttons of one task: hold or resume, and cancel. A button that can't be pressed is marked so and not disabled,
 * which would take the focus away from whoever has just pressed it.
 */
export class TaskControls {
  readonly element = create("span", "mapcell-task-controls");
  readonly #hold = iconButton(ICONS.hold);
  readonly #cancel = iconButton(ICONS.cancel);
  #verbs: readonly [hold: Verb, cancel: Verb] = ["hold", "cancel"];
  #item: TaskItem | undefined;

  constructor(steer: (verb: Verb) => void) {
    const press = (verb: Verb): void => {
      if (this.#item?.can.includes(verb) === true) steer(verb);
    };
    this.#hold.addEventListener("click", () => press(this.#verbs[0]));
    this.#cancel.addEventListener("click", () => press("cancel"));
    this.element.append(this.#hold, this.#cancel);
    this.element.addEventListener("focusout", () => this.#hideWhenDone());
  }

  update(item: TaskItem): void {
    this.#item = item;
    this.#verbs = [item.can.includes("resume") ? "resume" : "hold", "cancel"];
    for (const [index, button] of [this.#hold, this.#cancel].entries()) {
      const verb = this.#verbs[index] ?? "cancel";
      setIcon(button, ICONS[verb]);
      button.title = WORDS[verb];
      button.setAttribute("aria-label", `${WORDS[verb]} task ${item.id}, ${item.name}`);
      button.setAttribute("aria-disabled", String(!item.can.includes(verb)));
    }
    this.#hideWhenDone();
  }

  /** The buttons of an ended task go when nobody stands on them; their place stays. */
  #hideWhenDone(): void {
    const hasEnded = ["complete", "failed", "canceled"].includes(this.#item?.status ?? "");
    queueMicrotask(() => {
      const isHidden = hasEnded && !this.element.contains(document.activeElement);
      this.element.style.visibility = isHidden ? "hidden" : "";
    });
  }
}
