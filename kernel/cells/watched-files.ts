import { statSync } from "node:fs";
import type ts from "typescript-6";

interface Watched {
  readonly tell: ts.FileWatcherCallback;
  state: string;
}

/**
 * Files that the compiler has read. The system tells of changes late or not at all, so the user's own are looked at
 * whenever a cell comes; those of packages stay as they are.
 */
export class WatchedFiles {
  readonly #files = new Map<string, Watched>();

  readonly watch = (path: string, tell: ts.FileWatcherCallback): ts.FileWatcher => {
    if (path.includes("/node_modules/")) return { close: () => undefined };
    this.#files.set(path, { tell, state: stateOf(path) });
    return { close: () => this.#files.delete(path) };
  };

  look(): void {
    for (const [path, watched] of Array.from(this.#files)) {
      const state = stateOf(path);
      if (state === watched.state) continue;
      const kind = watched.state === "" ? CREATED : state === "" ? DELETED : CHANGED;
      watched.state = state;
      watched.tell(path, kind);
    }
  }
}

// the compiler's FileWatcherEventKind
const [CREATED, CHANGED, DELETED] = [0, 1, 2] as const;

/** Empty when there is no such file. */
function stateOf(path: string): string {
  const state = statSync(path, { throwIfNoEntry: false });
  return state ? `${state.mtimeMs} ${state.size} ${state.ino}` : "";
}
