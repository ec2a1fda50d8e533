const LOOK = "mapcell.look";
const QUIET = "mapcell.quiet";

/** What the IO thread has the inspector evaluate in the main thread when its main loop does not look at memory. */
export const LOOK_EXPRESSION = `globalThis[Symbol.for(${JSON.stringify(LOOK)})]?.()`;
/** The same before it ends a script while tasks are at work. */
export const QUIET_EXPRESSION = `globalThis[Symbol.for(${JSON.stringify(QUIET)})]?.()`;

export interface MemoryLooks {
  /** Looks at the memory of tasks, and asks their lanes for it. */
  readonly look: () => void;
  /** Lets no answer come any more. */
  readonly quiet: () => void;
}

/** For the main thread. */
export function installLooks({ look, quiet }: MemoryLooks): void {
  Reflect.set(globalThis, Symbol.for(LOOK), look);
  Reflect.set(globalThis, Symbol.for(QUIET), quiet);
}

/** For the main thread, before it ends code of its own by force. */
export function quietLooks(): void {
  const quiet: unknown = Reflect.get(globalThis, Symbol.for(QUIET));
  if (typeof quiet === "function") quiet();
}
