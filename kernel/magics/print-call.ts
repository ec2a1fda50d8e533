import type { Call, GivenOptions, GivenRef } from "../../src/session/call.ts";
import type { LayerNames } from "../../src/session/layer-names.ts";
import { RUN_OPTIONS } from "../../src/operations/run-options.ts";
import { parsing } from "../../src/schema/check-values.ts";
import { kebabName, optionName } from "../../src/schema/names.ts";
import {
  callArguments,
  type NamedParameter,
  namedParameters,
  parameterNamed,
  wordParameters,
} from "../../src/schema/parameter.ts";
import type { Parsing } from "../../src/schema/parameter-type.ts";
import { oneLine } from "../../src/shown-text.ts";
import type { TaskSource } from "../../src/tasks/task-source.ts";
import { bodyCode, bodyText, callCode, type Member, objectCode } from "./call-code.ts";
import { PrintedPath } from "./print-path.ts";
import { magicValue, magicWord } from "./print-word.ts";

export type Language = "magic" | "ts";

/** What calls are printed with. */
export interface PrintContext {
  readonly names: Pick<LayerNames, "has">;
  /** The variable of the cells that holds this value now. */
  readonly variableOf: (value: object) => string | undefined;
  /** The call that made a task. */
  readonly callOf: (task: number) => Call | undefined;
}

export interface PrintedCall {
  /** A magic, a cell or a statement; where it can't run as it stands, a description of it. */
  readonly text: string;
  readonly runnable: boolean;
  /** Passwords and the like are left out; it reads them from these variables of the environment. */
  readonly secrets: readonly string[];
}

const MADE: Partial<Record<TaskSource["type"], string>> = {
  function: "Task.fromFunction",
  module: "Task.fromModule",
  method: "a subclass of Task",
};

interface ToPrint extends PrintContext {
  /** Of the task, for calls that can't be printed. */
  readonly description: string;
  /** What the task was made of. */
  readonly by: TaskSource["type"];
}

/** A past call as text that makes the same again. @param call absent for a task that the user's own code made */
export function printCall(
  call: Call | undefined,
  language: Language,
  { description, by, ...context }: ToPrint,
): PrintedCall {
  const printer = new CallPrinter(context);
  const text = call && (language === "magic" ? printer.magic(call) : printer.statement(call));
  if (text !== undefined) return { text, runnable: !printer.hasGaps, secrets: [...printer.secrets] };
  const how = call === undefined ? MADE[by] : `geo.${call.operation.name}`;
  const made = `a task made in a cell${how === undefined ? "" : ` with ${how}`}`;
  return { text: `${oneLine(description)}: ${made}`, runnable: false, secrets: [] };
}

class CallPrinter {
  readonly #context: PrintContext;
  /** Something it was given can't be named any more. */
  hasGaps = false;
  /** Variables of the environment that hold what is left out. */
  readonly secrets = new Set<string>();

  constructor(context: PrintContext) {
    this.#context = context;
  }

  /** Undefined for a function of the user's, which has no text. */
  magic(call: Call): string | undefined {
    const { operation, given, options } = call;
    const body = bodyOf(call);
    if (body !== undefined && typeof body.text !== "string") return undefined;
    const { over } = operation;
    const name = over === undefined ? operation.name : String(given[over.parameter]);
    const script = scriptOf(call);
    const text = script?.text ?? (body?.text as string | undefined);
    const sign = text === undefined ? "%" : "%%";
    const header = words(
      `${sign}${kebabName(name)}`,
      this.#parameterWords(call, script?.parameter),
      this.#optionWords(options),
    );
    return text === undefined ? header : `${header}\n${bodyText(text)}`;
  }

  statement(call: Call): string | undefined {
    const expression = this.#expression(call);
    return expression === undefined ? undefined : `${expression};`;
  }

  #expression(call: Call): string | undefined {
    const { operation, options } = call;
    const body = bodyOf(call);
    if (body !== undefined && typeof body.text !== "string") return undefined;
    const members = this.#members(call);
    const args = callArguments(operation.parameters).map(({ name }) => name);
    const first = args.map((arg) => members.find(([name]) => name === arg)?.[1] ?? "undefined");
    const others = members.filter(([name]) => !args.includes(name));
    return callCode(operation.name, first, [...others, ...this.#optionMembers(options)]);
  }

  /** Layers and parameters, in TypeScript. */
  #members(call: Call): Member[] {
    const parts = itemsOf(call);
    return [
      ...inputsOf(call).map(({ parameter, refs }) => [parameter.name, this.#refsCode(parameter, refs)] as const),
      ...givenParameters(call).map((given) => [given.parameter.name, this.#code(given, call)] as const),
      ...(parts === undefined ? [] : [[parts.name, this.#itemsCode(call)] as const]),
    ];
  }

  /** The parts of a call, each as an object of its parameters. */
  #itemsCode({ parts }: Call): string {
    return `[${parts.map((part) => objectCode([...this.#members(part), ...this.#optionMembers(part.options)])).join(", ")}]`;
  }

  /** @param script what is the body of the cell, not a word */
  #parameterWords(call: Call, script?: NamedParameter): string[] {
    const { parameters, over } = call.operation;
    const leading = wordParameters(parameters).filter(({ word }) => word === "first");
    // what it runs is the magic's own name, and what it is told besides are options of that
    const names = over === undefined ? [...leading, ...callArguments(parameters)].map(({ name }) => name) : [];
    const layers = inputsOf(call).map(
      ({ parameter, refs }) => [parameter, refs.map((ref) => this.#refWord(ref))] as const,
    );
    const values = givenParameters(call)
      .filter(({ parameter }) => parameter.name !== over?.parameter && parameter.type.argument.type !== "body")
      .filter(({ parameter }) => parameter.name !== script?.name)
      .map((given) => [given.parameter, this.#word(given)] as const);
    const first = names.flatMap((name) => [
      ...layers.flatMap(([parameter, given]) => (parameter.name === name ? given : [])),
      ...values.flatMap(([parameter, value]) => (parameter.name === name ? [String(value)] : [])),
    ]);
    const others = [...layers.map(([parameter, given]) => [parameter, given.join(",")] as const), ...values]
      .filter(([{ name }]) => !names.includes(name))
      .flatMap(([parameter, word]) => optionWords(parameter, word));
    const parts = itemsOf(call);
    return [...first, ...(parts === undefined ? [] : [optionName(parts), `{${this.#itemsCode(call)}}`]), ...others];
  }

  #path(path: string): PrintedPath {
    const printed = new PrintedPath(path);
    for (const variable of printed.secrets) this.secrets.add(variable);
    return printed;
  }

  #word({ parameter, value, at }: GivenParameter): string | boolean {
    if (isPath(parameter)) return this.#path(String(value)).word;
    return wordOf(parameter, parameter.type.toMagic(value, at));
  }

  #code({ parameter, value, at }: GivenParameter, call: Call): string {
    if (parameter.type.argument.type === "body") return bodyCode(String(value), namesSeen(call));
    if (isPath(parameter)) return this.#path(String(value)).code;
    return parameter.type.toCode(value, at);
  }

  #optionWords({ after, ...others }: GivenOptions): string[] {
    const given: Readonly<Record<string, unknown>> = {
      ...others,
      after: after.length === 0 ? undefined : after.map((ref) => this.#taskWord(ref)),
    };
    return namedParameters(RUN_OPTIONS).flatMap((parameter) => {
      const value = given[parameter.name];
      // none of them is on if nothing is said
      return value === undefined || value === false ? [] : optionWords(parameter, wordOf(parameter, value));
    });
  }

  #optionMembers({ after, ...others }: GivenOptions): Member[] {
    const tasks = after.map((ref) => this.#variableOf(ref) ?? `tasks.get(${ref.task ?? 0})!`);
    return [
      ...Object.entries(others).flatMap(([key, value]) =>
        value === undefined ? [] : [[key, JSON.stringify(value)] as const],
      ),
      ...(tasks.length === 0 ? [] : [["after", `[${tasks.join(", ")}]`] as const]),
    ];
  }

  #refWord(ref: GivenRef): string {
    if (ref.key !== undefined) return this.#seenWord(ref, ref.key);
    if (ref.named) return magicWord(ref.label);
    const variable = this.#variableOf(ref);
    if (variable !== undefined) return this.#context.names.has(variable) ? `{${variable}}` : variable;
    const call = this.#nested(ref);
    if (call !== undefined) return `{${call}}`;
    this.hasGaps = true;
    return magicWord(ref.label);
  }

  /** A body sees its inputs under their names, so only a name can stand for one. */
  #seenWord(ref: GivenRef, key: string): string {
    const isNamed = ref.named && ref.label === key;
    if (!isNamed && this.#variableOf(ref) !== key) this.hasGaps = true;
    return magicWord(key);
  }

  #refsCode({ type }: NamedParameter, refs: readonly GivenRef[] = []): string {
    if (type.input?.named === true) return objectCode(refs.map((ref) => [ref.key ?? ref.label, this.#refCode(ref)]));
    if (type.input?.several === true) return `[${refs.map((ref) => this.#refCode(ref)).join(", ")}]`;
    return this.#refCode(refs[0]);
  }

  #refCode(ref: GivenRef | undefined): string {
    if (ref === undefined) return "undefined";
    if (ref.named) return JSON.stringify(ref.label);
    const code = this.#variableOf(ref) ?? this.#nested(ref);
    if (code !== undefined) return code;
    this.hasGaps = true;
    return JSON.stringify(ref.label);
  }

  #taskWord(ref: GivenRef): string {
    return ref.named ? ref.label : (this.#variableOf(ref) ?? String(ref.task ?? 0));
  }

  #variableOf({ value }: GivenRef): string | undefined {
    const held = value?.deref();
    return held === undefined ? undefined : this.#context.variableOf(held);
  }

  /** A result that nobody has named is made again where it is needed. */
  #nested({ task }: GivenRef): string | undefined {
    const call = task === undefined ? undefined : this.#context.callOf(task);
    return call === undefined ? undefined : this.#expression(call);
  }
}

/** What may have a password in it. */
function isPath({ type: { argument } }: NamedParameter): boolean {
  return argument.type === "path" || argument.isAddress === true;
}

function words(name: string, ...groups: readonly (readonly string[])[]): string {
  return [name, ...groups.flat()].join(" ");
}

/** A value as a word; of a flag, whether it is on. */
function wordOf({ type }: NamedParameter, value: unknown): string | boolean {
  return type.argument.type === "flag" ? value === true : magicValue(value);
}

function optionWords(parameter: NamedParameter, word: string | boolean): string[] {
  const name = optionName(parameter);
  if (typeof word === "string") return [name, word];
  return [word ? name : `--no-${name.slice(2)}`];
}

/** The layers that were given, in the order of their parameters. */
function inputsOf({
  operation,
  inputs,
}: Call): { readonly parameter: NamedParameter; readonly refs: readonly GivenRef[] }[] {
  return namedParameters(operation.parameters).flatMap((parameter) => {
    const refs = inputs.get(parameter.name);
    return refs === undefined ? [] : [{ parameter, refs }];
  });
}

/** The names under which a body sees its layers. */
function namesSeen({ inputs }: Call): readonly string[] {
  return [...inputs.values()].flat().flatMap(({ key }) => key ?? []);
}

/** What the user wrote for a worker; its text is undefined where it was a function. */
function bodyOf({ operation, given }: Call): { readonly text: unknown } | undefined {
  const body = namedParameters(operation.parameters).find(({ type }) => type.argument.type === "body");
  return body && { text: given[body.name] };
}

/** A script of several lines, which only a cell magic can take. */
function scriptOf({
  operation,
  given,
}: Call): { readonly parameter: NamedParameter; readonly text: string } | undefined {
  const parameter = namedParameters(operation.parameters).find(({ type }) => type.argument.isBody === true);
  const text = parameter && given[parameter.name];
  return typeof text === "string" && text.includes("\n") ? { parameter: parameter!, text } : undefined;
}

/** The parameter that stands for the parts. */
function itemsOf({ operation }: Call): NamedParameter | undefined {
  return namedParameters(operation.parameters).find(({ type }) => type.argument.type === "items");
}

interface GivenParameter {
  readonly parameter: NamedParameter;
  readonly value: unknown;
  readonly at: Parsing;
}

/** What was given besides layers, in whatever spelling, with the parameter that it is for. QGIS's OUTPUT is for none. */
function givenParameters({ operation, given }: Call): GivenParameter[] {
  return Object.entries(given).flatMap(([key, value]) => {
    const parameter = parameterNamed(operation.parameters, key);
    if (parameter === undefined || value === undefined || value === null) return [];
    return [{ parameter, value, at: parsing(operation, parameter, { key }) }];
  });
}
