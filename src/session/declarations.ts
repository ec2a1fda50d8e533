import { needsValidity } from "../algorithms/registry.ts";
import type { AlgorithmSchema } from "../algorithms/algorithm.ts";
import { isShort } from "../algorithms/short-form.ts";
import type { Operation } from "../operations/operation.ts";
import { RESULTS, resultType, valuesType } from "../operations/results.ts";
import {
  callArguments,
  defaultText,
  firstInput,
  type NamedParameter,
  namedParameters,
  type Table,
} from "../schema/parameter.ts";

/** The `GeoAlgorithms` interface: one documented method per algorithm, generated from its schema. */
export function algorithmDeclarations(algorithms: readonly AlgorithmSchema[]): string {
  const options = algorithms.map(optionsInterface);
  const methods = algorithms.map((algorithm) => indent(method(algorithm), "  "));
  return `${options.join("\n")}\nexport interface GeoAlgorithms {\n${methods.join("\n")}\n}\n${resultDeclarations(algorithms)}`;
}

/** What algorithms give that give more than a layer, or none, by their names and ids. */
function resultDeclarations(algorithms: readonly AlgorithmSchema[]): string {
  const typed = algorithms.flatMap((algorithm) => {
    const type = resultType(algorithm);
    const names = [...new Set([algorithm.name, algorithm.id])];
    return type === undefined ? [] : names.map((name) => `  readonly ${JSON.stringify(name)}: ${type};`);
  });
  const values = algorithms.flatMap((algorithm) => {
    const { gives, name } = algorithm;
    if (typeof gives !== "object") return [];
    const own = Object.entries(gives).map(([member, type]) => `  readonly ${member}: ${type};`);
    return `/** What ${name} gives. */\nexport interface ${valuesType(algorithm)} {\n${own.join("\n")}\n}\n`;
  });
  return `${values.join("")}/** What tasks of algorithms give, where that is not one layer alone. */\nexport interface AlgorithmResults {\n${typed.join("\n")}\n}\n`;
}

/** The `GeoOperations` interface: the same of the operations that are no algorithms, but plan their jobs themselves. */
export function operationDeclarations(operations: readonly Operation[]): string {
  const options = operations.map((operation) => {
    const { doc, parameters, over } = operation;
    // `wait` is how a magic says `await`
    const how = Object.keys(operation.runOptions).filter((name) => name !== "wait");
    const base = `Pick<RunOptions & ValidityOptions, ${how.map((name) => JSON.stringify(name)).join(" | ")}>`;
    const passed = over === undefined ? [] : ["readonly [parameter: string]: unknown;"];
    const own = [...members(operation, callArguments(parameters)), ...passed].join("\n");
    return `${comment(wrap(doc))}\nexport interface ${callOptions(operation)}${genericsOf(operation)} extends ${base} {\n${indent(own, "  ")}\n}`;
  });
  const methods = operations.map((operation) => {
    const { over } = operation;
    const given = callArguments(operation.parameters).map(
      ({ name, type }) => `${name}: ${name === over?.parameter ? "A" : type.typescript("")}, `,
    );
    const taken = `${callOptions(operation)}${isGeneric(operation) ? "<I>" : ""}`;
    const generics = isGeneric(operation) ? `<R, ${INPUTS}>` : over === undefined ? "" : "<const A extends string>";
    const signature = `${operation.name}${generics}(${given.join("")}options?: ${taken})`;
    const result = RESULTS[operation.results].typescript("");
    return indent(`${comment(wrap(operation.doc))}\n${signature}: Task<${result}>;`, "  ");
  });
  return `${options.join("\n")}\nexport interface GeoOperations {\n${methods.join("\n")}\n}\n`;
}

/** Names of the types of operations' options. */
export function optionTypes(operations: readonly Operation[]): readonly string[] {
  return operations.map(callOptions);
}

/** The interface of the options in a table. */
export function optionsDeclaration(name: string, doc: string, parameters: Table): string {
  const own = members({ parameters }, []).join("\n");
  return `${comment(wrap(doc))}\nexport interface ${name} {\n${indent(own, "  ")}\n}\n`;
}

/** The layers that a body sees, by their names. */
const INPUTS = "const I extends { readonly [name: string]: LayerInput } = {}";

/** Whether it has a body, whose own types say what it gives. */
function isGeneric({ parameters }: Operation): boolean {
  return Object.values(parameters).some(({ type }) => type.argument.type === "body");
}

function genericsOf(operation: Operation): string {
  return isGeneric(operation) ? `<${INPUTS.replace(/^const /, "")}>` : "";
}

/** Not the options of `new Task`. */
function callOptions(operation: Operation): string {
  return isGeneric(operation) ? "BodyOptions" : optionsName(operation);
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
    `import { Layer, ProxyTask, SpatialError, Task } from ${module};`,
    "export { Layer, ProxyTask, SpatialError, Task };",
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
    const options = `${from}RunOptions & {\n${indent(members(algorithm, firstArgument(algorithm), from).join("\n"), "  ")}\n}`;
    const signature = `${name}(${parametersOf(algorithm, from)}${options}): ${from}Task<any>;`;
    return indent(`${comment([...wrap(doc), "", id])}\n${signature}`, "  ");
  });
  return `export interface ${REGISTERED} {\n${methods.join("\n")}\n}`;
}

function method(algorithm: AlgorithmSchema): string {
  const ids = isShort(algorithm) ? algorithm.shortFor.join(", ") : algorithm.id;
  const lines = [...wrap(algorithm.doc), "", `QGIS: ${ids}`];
  const signature = (parameters: string): string =>
    `${algorithm.name}(${parameters}): Task<${resultType(algorithm) ?? "Layer"}>;`;
  const plain = signature(`${parametersOf(algorithm)}${optionsName(algorithm)}`);
  const words = callArguments(algorithm.parameters);
  if (words.length < 2) return `${comment(lines)}\n${plain}`;
  const given = words.map(({ name, required, type }) => `${name}${required ? "" : "?"}: ${type.typescript("")}`);
  const others = words
    .slice(1)
    .map(({ name }) => JSON.stringify(name))
    .join(" | ");
  const short = signature(`${given.join(", ")}, options?: Omit<${optionsName(algorithm)}, ${others}>`);
  return `${comment(lines)}\n${short}\n${plain}`;
}

/** `input: LayerInput, options?: ` @param from goes before the names of types */
function parametersOf({ parameters }: AlgorithmSchema, from = ""): string {
  const first = firstInput(parameters);
  const mark = first?.required === false ? "?" : "";
  const positional = first === undefined ? "" : `${first.name}${mark}: ${first.type.typescript(from)}, `;
  const isNeeded = namedParameters(parameters).some(({ name, required }) => name !== first?.name && required);
  return `${positional}options${isNeeded && mark === "" ? "" : "?"}: `;
}

function optionsInterface(algorithm: AlgorithmSchema): string {
  return `export interface ${optionsName(algorithm)} extends RunOptions${needsValidity(algorithm) ? ", ValidityOptions" : ""} {\n${indent(members(algorithm, firstArgument(algorithm)).join("\n"), "  ")}\n}`;
}

function firstArgument({ parameters }: AlgorithmSchema): readonly NamedParameter[] {
  return [firstInput(parameters) ?? []].flat();
}

/** @param given arguments before the options */
function members(
  { parameters }: Pick<AlgorithmSchema, "parameters">,
  given: readonly NamedParameter[],
  from = "",
): string[] {
  return namedParameters(parameters)
    .filter(({ name }) => !given.some((argument) => argument.name === name))
    .flatMap((parameter) => {
      const { name, required, type, also = [] } = parameter;
      const own = `${comment(wrap(parameterDoc(parameter)))}\nreadonly ${name}${required ? "" : "?"}: ${type.typescript(from)};`;
      const others = also.map((other) => `/** The same as ${name}. */\nreadonly ${other}?: ${type.typescript(from)};`);
      return [own].concat(others);
    });
}

function optionsName(algorithm: AlgorithmSchema): string {
  return `${algorithm.name.slice(0, 1).toUpperCase()}${algorithm.name.slice(1)}Options`;
}

function parameterDoc(parameter: NamedParameter): string {
  const { doc } = parameter;
  const fallback = defaultText(parameter);
  return fallback === undefined ? doc : `${doc.replace(/([^.])$/, "$1.")} Default ${fallback}.`.trimStart();
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
