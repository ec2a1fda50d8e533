import { type Task, taskOfRecord } from "./task.ts";
import type { TaskRecord } from "./task-record.ts";

const MAX_ENDED = 1000;

/** Ended tasks for the list: their records, and the tasks themselves only as long as someone else holds them. */
export class TaskHistory {
  readonly #ended = new Map<number, { readonly record: TaskRecord; readonly task: WeakRef<Task> }>();

  add(record: TaskRecord, task: Task): void {
    this.#ended.set(record.id, { record, task: new WeakRef(task) });
    const [oldest] = this.#ended.keys();
    if (this.#ended.size > MAX_ENDED && oldest !== undefined) this.#ended.delete(oldest);
  }

  get(id: number): Task | undefined {
    const ended = this.#ended.get(id);
    return ended && (ended.task.deref() ?? taskOfRecord(ended.record));
  }

  /** Without those that are parts of others. */
  tasks(): readonly Task[] {
    const whole = [...this.#ended.values()].filter(({ record }) => !record.isSubTask);
    return whole.map(({ record, task }) => task.deref() ?? taskOfRecord(record));
  }
}
