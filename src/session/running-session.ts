import type { SpatialError } from "../errors.ts";
import type { Layer } from "../layers/layer.ts";
import type { ProxyTask } from "../tasks/proxy-task.ts";
import type { Task } from "../tasks/task.ts";
import type { Geo } from "./geo.ts";
import type { LayersView } from "./layers-view.ts";
import type { MapView } from "./map-view.ts";
import type { TasksView } from "./tasks-view.ts";

/** What the package gives to whoever imports it. */
export interface PublicSession {
  readonly geo: Geo;
  readonly layers: LayersView;
  readonly tasks: TasksView;
  readonly map: MapView;
  readonly Layer: typeof Layer;
  readonly ProxyTask: typeof ProxyTask;
  readonly SpatialError: typeof SpatialError;
  readonly Task: typeof Task;
  readonly close: () => Promise<void>;
}

/** Known to every copy of the package in the process, such as one that is installed beside a notebook. */
const RUNNING = Symbol.for("mapcell.session");

/** The session of the notebook whose kernel this process is. */
export function runningSession(): PublicSession | undefined {
  return Reflect.get(globalThis, RUNNING) as PublicSession | undefined;
}

/** From now on the package's entry gives this session instead of opening one. */
export function setRunningSession(session: PublicSession): void {
  Object.defineProperty(globalThis, RUNNING, { value: Object.freeze(session) });
}
