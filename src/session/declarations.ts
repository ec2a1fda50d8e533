import type { Algorithm, Parameter } from "../algorithms/algorithm.ts";

/** The `GeoAlgorithms` interface: one documented method per algorithm, generated from its schema. */
export function algorithmDeclarations(algorithms: readonly Algorithm[]): string {
  const options = algorithms.map(optionsInterface);
  const methods = algorithms.map((algorithm) => indent(method(algorithm), "  "));
  return `${options.join("\n")}\nexport interface GeoAlgorithms {\n${methods.join("\n")}\n}\n`;
}

/**
 * What a cell has in scope, as the declarations that precede its first line. Every line stands alone, so that the cell
 * language can carry each name from cell to cell.
 * @param types absolute path of the package's type file, without its ending.
 */
export function cellDeclarations(types: string): string {
  const module = JSON.stringify(types);
  const values = ["geo", "layers", "tasks", "map"];
  return [
    `import { Layer, ProxyTask, Task } from ${module};`,
    "export { Layer, ProxyTask, Task };",
    ...values.map((name) => `export declare const ${name}: typeof import(${module}).${name};`),
    "",
  ].join("\n");
}

function method(algorithm: Algorithm): string {
  const positional = algorithm.parameters[0]?.type === "layer" ? "input: LayerInput, " : "";
  const need = algorithm.parameters.some((parameter, index) => index > 0 && isRequired(parameter)) ? "" : "?";
  const lines = [...wrap(algorithm.doc), "", `QGIS: ${algorithm.id}`];
  return `${comment(lines)}\n${algorithm.name}(${positional}options${need}: ${optionsName(algorithm)}): Task<Layer>;`;
}

function optionsInterface(algorithm: Algorithm): string {
  const members = algorithm.parameters
    .filter((parameter, index) => index > 0 || parameter.type !== "layer")
    .map((parameter) => {
      const mark = isRequired(parameter) ? "" : "?";
      return indent(
        `${comment(wrap(parameterDoc(parameter)))}\nreadonly ${parameter.name}${mark}: ${typeOf(parameter)};`,
        "  ",
      );
    });
  return `export interface ${optionsName(algorithm)} extends RunOptions {\n${members.join("\n")}\n}`;
}

function optionsName(algorithm: Algorithm): string {
  return `${algorithm.name.slice(0, 1).toUpperCase()}${algorithm.name.slice(1)}Options`;
}

function isRequired(parameter: Parameter): boolean {
  return parameter.type === "layer" ? parameter.optional !== true : parameter.default === undefined;
}

function typeOf(parameter: Parameter): string {
  switch (parameter.type) {
    case "layer":
      return "LayerInput";
    case "distance":
      return "DistanceInput";
    case "number":
    case "integer":
      return "number";
    case "enum":
      return `${parameter.values.map((value) => JSON.stringify(value)).join(" | ")} | number`;
    case "boolean":
      return "boolean";
    case "fields":
      return "string | readonly string[]";
    case "crs":
      return "string";
  }
}

function parameterDoc(parameter: Parameter): string {
  const fallback = "default" in parameter ? parameter.default : undefined;
  return fallback === undefined || Array.isArray(fallback)
    ? parameter.doc
    : `${parameter.doc} Default ${String(fallback)}.`;
}

function comment(lines: readonly string[]): string {
  const safe = lines.map((line) => line.replaceAll("*/", "* /"));
  return safe.length === 1
    ? `/** ${safe[0] ?? ""} */`
    : `/**\n${safe.map((line) => ` * ${line}`.trimEnd()).join("\n")}\n */`;
}

function wrap(text: string, width = 110): string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/)) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

function indent(text: string, by: string): string {
  return text.replaceAll(/^(?=.)/gm, by);
}
