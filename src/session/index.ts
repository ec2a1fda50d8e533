// The package's public entry: a session for scripts, the same names as in a notebook.
import { makeGeo } from "./geo.ts";
import { layersView } from "./layers-view.ts";
import { MapView } from "./map-view.ts";
import { Session } from "./session.ts";
import { TasksView } from "./tasks-view.ts";

export { Layer } from "../layers/layer.ts";
export { ProxyTask } from "../tasks/proxy-task.ts";
export { Task } from "../tasks/task.ts";

const session = new Session();
export const geo = makeGeo(session);
export const layers = layersView(session.names);
export const tasks = new TasksView(session);
export const map = new MapView(session);

/** Ends the session: cancels what runs and stops the threads. A script need not call it: idle threads don't keep it alive. */
export async function close(): Promise<void> {
  map.close();
  await session.close();
}
