import { ERROR_CODES } from "../errors.ts";
import { PARAMETER_TYPES } from "../schema/parameter-types.ts";

/** What the types of parameters are to `geo.register`: definitions, what functions get, what calls take. */
export function parameterDeclarations(): string {
  const definitions = PARAMETER_TYPES.map(({ id, members }) => {
    const others = members === "" ? "" : `; ${members}`;
    return `  | { readonly type: ${JSON.stringify(id)}${others} }`;
  });
  return [
    `export type ParameterDefinition =\n${definitions.join("\n")};`,
    `/** What a function gets for a parameter, by its type. */\n${byType("ParameterValues", "value")}`,
    `/** What a call takes for a parameter, by its type. */\n${byType("ParameterInputs", "given")}`,
    "",
  ].join("\n");
}

/** Codes of SpatialError. */
export function errorDeclarations(): string {
  return `/** What went wrong. */\nexport type ErrorCode =\n${ERROR_CODES.map((code) => `  | "${code}"`).join("\n")};\n`;
}

function byType(name: string, side: "value" | "given"): string {
  const lines = PARAMETER_TYPES.map((family) => `  readonly ${family.id}: ${family[side]};`);
  return `export interface ${name}<K> {\n${lines.join("\n")}\n}`;
}
