import type { CrsId } from "../crs/crs-id.ts";
import type { GeometryEngine } from "../geometry/engine.ts";
import type { ValueType } from "./value-type.ts";

/** What functions on geometries need besides them. */
export interface GeometryTools {
  readonly engine: GeometryEngine;
  readonly crs: CrsId;
}

export interface FunctionParameter {
  readonly name: string;
  /** `date` takes date, datetime, time and their text. */
  readonly type: ValueType;
  readonly optional: boolean;
  /** Takes all that are left. */
  readonly rest: boolean;
}

export interface ExpressionFunction {
  readonly name: string;
  readonly group: string;
  /** As help shows it: `substr(text: text, start: integer, length?: integer): text`. */
  readonly signature: string;
  readonly doc: string;
  readonly parameters: readonly FunctionParameter[];
  readonly result: ValueType;
  /** Gets NULL as null; otherwise NULL in any argument is NULL as result. */
  readonly takesNull: boolean;
  /** Gets GeometryTools before its arguments. */
  readonly takesTools: boolean;
  /** Gives null for NULL. An optional argument that was left out is undefined. */
  readonly run: (...args: never[]) => unknown;
}

const SIGNATURE = /^(\w+)\((.*)\): (\w+)$/;

/**
 * Reads a function's schema off its signature, so that it stands in one place.
 * @param signature e.g. `concat(...values: any): text`; a name with `?` may be left out
 */
export function defined(
  group: string,
  functions: Readonly<
    Record<string, readonly [doc: string, run: (...args: never[]) => unknown, how?: "takes NULL" | "takes tools"]>
  >,
): ExpressionFunction[] {
  return Object.entries(functions).map(([signature, [doc, run, how]]) => {
    const [, name, parameters, result] = SIGNATURE.exec(signature) ?? [];
    if (name === undefined || parameters === undefined) throw new Error(`${signature} is no signature`);
    const listed = parameters === "" ? [] : parameters.split(", ").map(parameterOf);
    return {
      name,
      group,
      signature,
      doc,
      parameters: listed,
      result: result as ValueType,
      takesNull: how === "takes NULL",
      takesTools: how === "takes tools",
      run,
    };
  });
}

function parameterOf(text: string): FunctionParameter {
  const [left = "", type = "any"] = text.split(": ");
  return {
    name: left.replaceAll(/[.?]/g, ""),
    type: type as ValueType,
    optional: left.endsWith("?"),
    rest: left.startsWith("..."),
  };
}
