import { SpatialError } from "../errors.ts";

/** Says for which parameter a value was refused, whoever refused it. @param what "buffer: distance" */
export function withName<T>(what: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof SpatialError)) throw error;
    throw new SpatialError(error.code, `${what} is wrong: ${error.message}`, { cause: error });
  }
}
