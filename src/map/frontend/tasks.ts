import type { TasksState } from "../tasks-state.ts";
import { create, hidingRule } from "./elements.ts";
import { TaskTable } from "./task-table.ts";
import sharedStyles from "./shared.css" with { type: "text" };
import styles from "./tasks.css" with { type: "text" };
import { ViewLink } from "./view-link.ts";
import type { WidgetModel } from "./widget-model.ts";

/** Builds one view of the table of tasks inside `el`. @returns how to take it down. */
export function mount({
  model,
  el,
}: {
  readonly model: WidgetModel<TasksState>;
  readonly el: HTMLElement;
}): () => void {
  const link = new ViewLink(model);
  const table = new TaskTable((task, verb) => link.tell({ t: "steer", task, verb }));
  const hiding = create("style", "");
  const show = (): void => table.show(model.get("list"));
  const hide = (): void => {
    hiding.textContent = hidingRule("data-tasks", model.get("modelId"));
  };
  el.append(create("style", "", `${sharedStyles}\n${styles}`), hiding, table.element);
  model.on("change:list", show);
  model.on("change:modelId", hide);
  show();
  hide();
  return () => {
    model.off("change:list", show);
    model.off("change:modelId", hide);
    link.close();
    el.replaceChildren();
  };
}
