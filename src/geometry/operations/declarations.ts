import type { Argument } from "./arguments.ts";
import { PREPARED } from "../prepared-tests.ts";
import * as operations from "./list.ts";

/** The interface `GeometryOperations`: what user functions may call on `geometry`, one documented method an operation. */
export function geometryDeclarations(): string {
  const methods = Object.entries(operations).map(([name, { doc, takes, gives }]) => {
    const parameters = (takes as readonly Argument[]).map(parameter).join(", ");
    return `  /** ${doc} */\n  ${name}(${parameters}): ${gives.typescript};\n`;
  });
  const tests = PREPARED.map((name) => `  ${name}(other: Geometry | null): boolean;\n`);
  return (
    `/** A geometry that was indexed for many tests against it. */\nexport interface PreparedGeometry {\n${tests.join("")}}\n` +
    `export interface GeometryOperations {\n${methods.join("")}}\n`
  );
}

function parameter(argument: Argument): string {
  switch (argument.form) {
    case "geometry":
      return `${argument.name}: Geometry | null`;
    case "geometries":
      return `...${argument.name}: (Geometry | null | readonly (Geometry | null)[])[]`;
    case "list":
      return `${argument.name}: readonly (Geometry | null)[]`;
    case "plain":
      return `${argument.name}${argument.optional ? "?" : ""}: ${argument.typescript}`;
  }
}
