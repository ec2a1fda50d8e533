/** What we use of an anywidget model: synced state by key, and custom messages with binary buffers. */
export interface WidgetModel<State> {
  get<Key extends keyof State & string>(key: Key): State[Key];
  /** Tells every view in this page at once; the kernel at save_changes. */
  set<Key extends keyof State & string>(key: Key, value: State[Key]): void;
  save_changes(): void;
  send(content: unknown, callbacks?: unknown, buffers?: readonly ArrayBuffer[]): void;
  on(event: `change:${keyof State & string}`, listener: () => void): void;
  /** The kernel has gone, and what it was asked is never answered. */
  on(event: "comm_live_update", listener: () => void): void;
  on(event: "msg:custom", listener: (content: unknown, buffers: readonly DataView[]) => void): void;
  off(event: string, listener: (...args: never[]) => void): void;
}
