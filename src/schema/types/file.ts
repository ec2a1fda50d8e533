import { shownValue } from "../given-value.ts";
import { parameter, type Stated } from "../parameter.ts";
import { type ParameterType, plainType } from "../parameter-type.ts";
import type { TypeFamily } from "../type-family.ts";

export interface FileStated extends Stated<string> {
  /** What its files end in, for completion, e.g. ".csv". */
  readonly endings?: readonly string[];
  /** Whether it must have one of these endings; by them a magic knows it among other words. */
  readonly byEnding?: boolean;
}

/** A file's path, relative to the notebook, or an address. */
export function file<const S extends FileStated>(stated: S) {
  return parameter(fileType(stated.endings ?? [], stated.byEnding ?? false), stated);
}

function fileType(endings: readonly string[], byEnding: boolean): ParameterType<string> {
  const only = byEnding ? new RegExp(`(?:${endings.map((ending) => `\\${ending}`).join("|")})$`, "i") : undefined;
  return plainType({
    id: "file",
    parse: (given, at) => {
      const isPath = typeof given === "string" && given.trim() !== "";
      if (isPath && (only === undefined || only.test(given))) return given;
      throw at.refuse(
        `is ${shownValue(given)}; expected the path of a file${only === undefined ? "" : ` that ends in ${endings.join(" or ")}`}`,
      );
    },
    typescript: () => "string",
    argument: { type: "path", endings, ...(only && { only }) },
    sample: `data${endings[0] ?? ".csv"}`,
  });
}

export const fileFamily: TypeFamily = {
  id: "file",
  members: "readonly default?: string; readonly endings?: readonly string[]",
  value: "string",
  given: "string",
  define: (definition) =>
    file({ ...definition.stated(), default: definition.text("default"), endings: definition.names("endings") }),
};
