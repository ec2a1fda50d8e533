import { offered } from "../algorithms/registry.ts";
import { geometryDeclarations } from "../geometry/operations/declarations.ts";
import { OPERATIONS } from "../operations/registry.ts";
import { RUN_OPTIONS } from "../operations/run-options.ts";
import { algorithmDeclarations, operationDeclarations, optionsDeclaration } from "./declarations.ts";
import { errorDeclarations, parameterDeclarations } from "./parameter-declarations.ts";
import { SETTINGS } from "./settings.ts";
import { STYLE } from "./style-options.ts";

/** The public types that are made of schemas and lists; those of `public-types.d.ts` stand before them. */
export function generatedTypes(): string {
  return [namedTypes(), parameterDeclarations(), geometryDeclarations(), algorithmDeclarations(offered)].join("");
}

/** Those of them that users name. */
export function namedTypes(): string {
  return [errorDeclarations(), optionDeclarations(), operationDeclarations(OPERATIONS)].join("");
}

function optionDeclarations(): string {
  // a call is awaited where a magic says `--wait`; `invalid` is for algorithms that need valid geometries
  const { wait: _wait, invalid, ...run } = RUN_OPTIONS;
  const { layer: _layer, ...style } = STYLE.parameters;
  return [
    optionsDeclaration("RunOptions", "How a task is run, whatever it does.", run),
    optionsDeclaration("ValidityOptions", "Of algorithms that need valid geometries.", { invalid }),
    optionsDeclaration("StyleOptions", "How a layer looks. What is left out stays as it is.", style),
    settingsDeclaration(),
  ].join("");
}

function settingsDeclaration(): string {
  const members = Object.entries(SETTINGS).map(
    ([name, { doc, values }]) =>
      `  /** ${doc} */\n  readonly ${name}: ${values.map((value) => JSON.stringify(value)).join(" | ")};\n`,
  );
  return `/** What tasks do where a call says nothing else. */\nexport interface Settings {\n${members.join("")}}\n`;
}
