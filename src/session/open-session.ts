import { SpatialError } from "../errors.ts";
import { Layer } from "../layers/layer.ts";
import { ProxyTask } from "../tasks/proxy-task.ts";
import { Task } from "../tasks/task.ts";
import { makeGeo } from "./geo.ts";
import { layersView } from "./layers-view.ts";
import { MapView } from "./map-view.ts";
import type { PublicSession } from "./running-session.ts";
import { Session } from "./session.ts";
import { TasksView } from "./tasks-view.ts";

/** A script's own session. It need not be closed: idle threads don't keep the process alive. */
export function openSession(): PublicSession {
  const session = new Session();
  const map = new MapView(session);
  return {
    geo: makeGeo(session),
    layers: layersView(session.names),
    tasks: new TasksView(session),
    map,
    Layer,
    ProxyTask,
    SpatialError,
    Task,
    async close() {
      map.close();
      await session.close();
    },
  };
}
