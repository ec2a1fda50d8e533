// The package's public entry, the same names as in a notebook: of its session in a notebook's kernel, else of one's own.
import { openSession } from "./open-session.ts";
import { runningSession } from "./running-session.ts";

export const { geo, layers, tasks, map, Layer, ProxyTask, SpatialError, Task, close } =
  runningSession() ?? openSession();
