import type { Definition } from "./definition.ts";
import type { Parameter } from "./parameter.ts";

/** A type as `geo.register` knows it: `{ name, type: "distance", min: 0 }`. Of each type one, in its file. */
export interface TypeFamily {
  readonly id: string;
  /** Members that a definition may have besides `name`, `type` and `doc`, in TypeScript. */
  readonly members: string;
  /** What the function gets, in TypeScript; `K` is the type of the definition. */
  readonly value: string;
  /** What a call takes. */
  readonly given: string;
  /** Makes the parameter of a definition. @throws SpatialError BAD_ARGUMENT for a member that is wrong */
  define(definition: Definition): Parameter;
}
