import { SpatialError } from "../errors.ts";

/** `geometry` in a cell: it is typed there for task functions, and says where it works when it is used on the main loop. */
export function mainLoopGeometry(): object {
  return new Proxy(Object.freeze({}), {
    get: (_, key) => {
      if (typeof key === "symbol" || key === "then" || key === "toJSON" || key === "constructor") return undefined;
      throw new SpatialError(
        "FUNCTION_UNSUPPORTED",
        `geometry.${key} exists inside task functions only. Use a magic or geo.… here, or run the code with %%task or Task.fromFunction.`,
      );
    },
  });
}
