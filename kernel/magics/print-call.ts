import type { AlgorithmUse, Call, GivenOptions, GivenRef } from "../../src/session/call.ts";
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
import { callCode, type Member, objectCode, taskCode } from "./call-code.ts";
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

type BodyCall = Extract<Call, { kind: "body" }>;

const MADE = { function: "Task.fromFunction", module: "Task.fromModule", method: "a subclass of Task" } as const;

/** A past call as text that makes the same again. @param description of its task, for calls that can't be printed */
export function printCall(
  call: Call,
  language: Language,
  { description, ...context }: PrintContext & { readonly description: string },
): PrintedCall {
  const printer = new CallPrinter(context);
  const text = language === "magic" ? printer.magic(call) : printer.statement(call);
  if (text === undefined) return { text: `${oneLine(description)}: ${kindOf(call)}`, runnable: false, secrets: [] };
  return { text, runnable: !printer.hasGaps, secrets: [...printer.secrets] };
}

function kindOf(call: Call): string {
  if (call.kind === "body") return "a task made in a cell with geo.task";
  if (call.kind !== "made" || !(call.by in MADE)) return "a task made in a cell";
  return `a task made in a cell with ${MADE[call.by as keyof typeof MADE]}`;
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

  magic(call: Call): string | undefined {
    switch (call.kind) {
      case "algorithm":
        return words(`%${kebabName(call.algorithm.name)}`, this.#algorithmWords(call), this.#optionWords(call.options));
      case "batch": {
        const items = `{[${call.items.map((item) => this.#item(item)).join(", ")}]}`;
        return words(`%${kebabName(call.algorithm.name)}`, ["--batch", items], this.#optionWords(call.options));
      }
      case "body":
        return this.#cell(call);
      case "made":
        return undefined;
    }
  }

  statement(call: Call): string | undefined {
    const expression = this.#expression(call);
    return expression === undefined ? undefined : `${expression};`;
  }

  #expression(call: Call): string | undefined {
    switch (call.kind) {
      case "algorithm": {
        const { algorithm, options } = call;
        const members = this.#members(call);
        const args = callArguments(algorithm.parameters).map(({ name }) => name);
        const first = args.map((arg) => members.find(([name]) => name === arg)?.[1] ?? "undefined");
        const others = members.filter(([name]) => !args.includes(name));
        return callCode(algorithm.name, first, [...others, ...this.#optionMembers(options)]);
      }
      case "batch": {
        const items = `[${call.items.map((item) => this.#item(item)).join(", ")}]`;
        return callCode("batch", [JSON.stringify(call.algorithm.name), items], this.#optionMembers(call.options));
      }
      case "body":
        return this.#task(call);
      case "made":
        return undefined;
    }
  }

  /** One item of a batch. */
  #item(item: AlgorithmUse): string {
    const members = [...this.#members(item), ...this.#optionMembers(item.options)];
    return objectCode(members);
  }

  /** Layers and parameters, in TypeScript. */
  #members(call: AlgorithmUse): Member[] {
    return [
      ...inputsOf(call).map(({ parameter, refs }) => [parameter.name, this.#refsCode(parameter, refs)] as const),
      ...givenParameters(call).map((given) => [given.parameter.name, this.#code(given)] as const),
    ];
  }

  #algorithmWords(call: AlgorithmUse): string[] {
    const { parameters } = call.algorithm;
    const leading = wordParameters(parameters).filter(({ word }) => word === "first");
    const names = [...leading, ...callArguments(parameters)].map(({ name }) => name);
    const layers = inputsOf(call).map(
      ({ parameter, refs }) => [parameter, refs.map((ref) => this.#refWord(ref))] as const,
    );
    const values = givenParameters(call).map((given) => [given.parameter, this.#word(given)] as const);
    const first = names.flatMap((name) => [
      ...layers.flatMap(([parameter, given]) => (parameter.name === name ? given : [])),
      ...values.flatMap(([parameter, value]) => (parameter.name === name ? [String(value)] : [])),
    ]);
    const others = [...layers.map(([parameter, given]) => [parameter, given.join(",")] as const), ...values]
      .filter(([{ name }]) => !names.includes(name))
      .flatMap(([parameter, word]) => optionWords(parameter, word));
    return [...first, ...others];
  }

  /** The body sees its inputs under their names, so only a name can stand for one. */
  #cell({ name, source, inputs, share, chunks, options }: BodyCall): string | undefined {
    if (source === undefined) return undefined;
    const given = inputs.map(({ name: input, layer }) => {
      const isNamed = layer.named && layer.label === input;
      if (!isNamed && this.#variableOf(layer) !== input) this.hasGaps = true;
      return magicWord(input);
    });
    const own = [
      ...(given.length === 0 ? [] : ["--input", given.join(",")]),
      ...(share.length === 0 ? [] : ["--share", share.join(",")]),
      ...(chunks ? ["--chunks"] : []),
    ];
    const header = words("%%task", [magicWord(name), ...own], this.#optionWords(options));
    return `${header}\n${source.replace(/^\s*\n/, "").trimEnd()}`;
  }

  #task({ name, source, inputs, share, chunks, options }: BodyCall): string | undefined {
    if (source === undefined) return undefined;
    return taskCode({
      name: JSON.stringify(name),
      body: source,
      inputs: inputs.map((input) => [input.name, this.#refCode(input.layer)]),
      share,
      options: [...(chunks ? [["chunks", "true"] as const] : []), ...this.#optionMembers(options)],
    });
  }

  #path(path: string): PrintedPath {
    const printed = new PrintedPath(path);
    for (const variable of printed.secrets) this.secrets.add(variable);
    return printed;
  }

  #word({ parameter, value, at }: GivenParameter): string | boolean {
    if (parameter.type.argument.type === "path") return this.#path(String(value)).word;
    return wordOf(parameter, parameter.type.toMagic(value, at));
  }

  #code({ parameter, value, at }: GivenParameter): string {
    if (parameter.type.argument.type === "path") return this.#path(String(value)).code;
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
    if (ref.named) return magicWord(ref.label);
    const variable = this.#variableOf(ref);
    if (variable !== undefined) return this.#context.names.has(variable) ? `{${variable}}` : variable;
    const call = this.#nested(ref);
    if (call !== undefined) return `{${call}}`;
    this.hasGaps = true;
    return magicWord(ref.label);
  }

  #refsCode({ type }: NamedParameter, refs: readonly GivenRef[] = []): string {
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
  algorithm,
  inputs,
}: AlgorithmUse): { readonly parameter: NamedParameter; readonly refs: readonly GivenRef[] }[] {
  return namedParameters(algorithm.parameters).flatMap((parameter) => {
    const refs = inputs.get(parameter.name);
    return refs === undefined ? [] : [{ parameter, refs }];
  });
}

interface GivenParameter {
  readonly parameter: NamedParameter;
  readonly value: unknown;
  readonly at: Parsing;
}

/** What was given besides layers, in whatever spelling, with the parameter that it is for. QGIS's OUTPUT is for none. */
function givenParameters({ algorithm, given }: AlgorithmUse): GivenParameter[] {
  return Object.entries(given).flatMap(([key, value]) => {
    const parameter = parameterNamed(algorithm.parameters, key);
    if (parameter === undefined || value === undefined || value === null) return [];
    return [{ parameter, value, at: parsing(algorithm, parameter, { key }) }];
  });
}
