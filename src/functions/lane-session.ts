import { SpatialError } from "../errors.ts";
import { NOTEBOOK_NAMES } from "./scope-names.ts";

/** What the package is called by those who import it. */
export const PACKAGE = "mapcell";

/**
 * What a file imports from the package, as a lane has it: `Layer`; the rest lives on the main loop and is refused where
 * it is used, since a task may need only other parts of the file.
 */
export function laneSession(Layer: unknown): object {
  const session = { Layer, SpatialError, Task: refusing("Task"), ProxyTask: refusing("ProxyTask"), __esModule: true };
  for (const name of ["geo", "layers", "map", "tasks"])
    Object.defineProperty(session, name, { enumerable: true, get: () => refuse(name) });
  return session;
}

/** A class that a file may extend, as long as nobody makes an object of it. */
function refusing(name: string): () => void {
  return function refused() {
    refuse(name);
  };
}

function refuse(name: string): never {
  const problem = `"${name}" belongs to the notebook and can't be used inside a task. ${NOTEBOOK_NAMES[name]}.`;
  throw new SpatialError("FREE_VARIABLE", problem);
}
