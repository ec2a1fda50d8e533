import { needsValidity } from "../algorithms/registry.ts";
import type { AlgorithmSchema, Parameter } from "../algorithms/algorithm.ts";

/** The `GeoAlgorithms` interface: one documented method per algorithm, generated from its schema. */
export function algorithmDeclarations(algorithms: readonly AlgorithmSchema[]): string {
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
  const values = ["layers", "tasks", "map"];
  return [
    `import { Layer, ProxyTask, Task } from ${module};`,
    "export { Layer, ProxyTask, Task };",
    registeredDeclaration([], types),
    `export declare const geo: typeof import(${module}).geo & ${REGISTERED};`,
    ...values.map((name) => `export declare const ${name}: typeof import(${module}).${name};`),
    "",
  ].join("\n");
}

/** The interface of what `geo` has besides mapcell's own algorithms; declared anew whenever one is registered. */
export const REGISTERED = "__RegisteredAlgorithms";

/** What a registered algorithm gives is known to its function only; the value that `geo.register` returns has its type. */
export function registeredDeclaration(own: readonly AlgorithmSchema[], types: string): string {
  const from = `import(${JSON.stringify(types)}).`;
  const methods = own.map((algorithm) => {
    const { name, doc, id } = algorithm;
    const options = `${from}RunOptions & {\n${indent(members(algorithm, from).join("\n"), "  ")}\n}`;
    const signature = `${name}(${parametersOf(algorithm, from)}${options}): ${from}Task<any>;`;
    return indent(`${comment([...wrap(doc), "", id])}\n${signature}`, "  ");
  });
  return `export interface ${REGISTERED} {\n${methods.join("\n")}\n}`;
}

function method(algorithm: AlgorithmSchema): string {
  const lines = [...wrap(algorithm.doc), "", `QGIS: ${algorithm.id}`];
  return `${comment(lines)}\n${algorithm.name}(${parametersOf(algorithm)}${optionsName(algorithm)}): Task<Layer>;`;
}

/** `input: LayerInput, options?: ` @param from goes before the names of types */
function parametersOf({ parameters }: AlgorithmSchema, from = ""): string {
  const [first] = parameters;
  const mark = first?.type === "layer" && !isRequired(first) ? "?" : "";
  const positional = first?.type === "layer" ? `input${mark}: ${from}LayerInput, ` : "";
  const isNeeded = parameters.some((parameter) => !(positional !== "" && parameter === first) && isRequired(parameter));
  return `${positional}options${isNeeded && mark === "" ? "" : "?"}: `;
}

function optionsInterface(algorithm: AlgorithmSchema): string {
  return `export interface ${optionsName(algorithm)} extends RunOptions${needsValidity(algorithm) ? ", ValidityOptions" : ""} {\n${indent(members(algorithm).join("\n"), "  ")}\n}`;
}

function members(algorithm: AlgorithmSchema, from = ""): string[] {
  return algorithm.parameters
    .filter((parameter, index) => index > 0 || parameter.type !== "layer")
    .map((parameter) => {
      const mark = isRequired(parameter) ? "" : "?";
      return `${comment(wrap(parameterDoc(parameter)))}\nreadonly ${parameter.name}${mark}: ${typeOf(parameter, from)};`;
    });
}

function optionsName(algorithm: AlgorithmSchema): string {
  return `${algorithm.name.slice(0, 1).toUpperCase()}${algorithm.name.slice(1)}Options`;
}

function isRequired(parameter: Parameter): boolean {
  return parameter.type === "layer" ? parameter.optional !== true : parameter.default === undefined;
}

function typeOf(parameter: Parameter, from: string): string {
  switch (parameter.type) {
    case "layer":
      return `${from}LayerInput`;
    case "distance":
      return `${from}DistanceInput`;
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
    case "text":
      return "string";
  }
}

function parameterDoc(parameter: Parameter): string {
  const fallback = "default" in parameter ? parameter.default : undefined;
  return fallback === undefined || Array.isArray(fallback)
    ? parameter.doc
    : `${parameter.doc.replace(/([^.])$/, "$1.")} Default ${String(fallback)}.`.trimStart();
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
