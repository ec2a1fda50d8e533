import type { AlgorithmUse, Call, GivenOptions, GivenRef } from "../../src/session/call.ts";
import type { LayerNames } from "../../src/session/layer-names.ts";
import { parsing } from "../../src/schema/check-values.ts";
import { kebabName, optionName } from "../../src/schema/names.ts";
import { firstInput, type NamedParameter, namedParameters, parameterNamed } from "../../src/schema/parameter.ts";
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
    // what only TypeScript can say is said in TypeScript, which a cell takes as well
    if (call.kind !== "made" && (call.options.timeoutMs ?? call.options.retryWhenLost) !== undefined)
      return this.statement(call);
    switch (call.kind) {
      case "algorithm":
        return words(`%${kebabName(call.algorithm.name)}`, this.#algorithmWords(call), this.#optionWords(call.options));
      case "batch": {
        const items = `{[${call.items.map((item) => this.#item(item)).join(", ")}]}`;
        return words(`%${kebabName(call.algorithm.name)}`, ["--batch", items], this.#optionWords(call.options));
      }
      case "load": {
        const { name, path, options } = call;
        const own = ownWords(call.own);
        return words("%load", [magicWord(name), this.#path(path).word, ...own], this.#optionWords(options));
      }
      case "save":
        return words(
          "%save",
          [this.#refWord(call.layer), this.#path(call.path).word, ...ownWords(call.own)],
          this.#optionWords(call.options),
        );
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
        const { algorithm, inputs, options } = call;
        const first = firstInput(algorithm.parameters);
        const positional = first === undefined ? [] : [this.#refsCode(first, inputs.get(first.name))];
        const members = this.#members(call).filter(([name]) => name !== first?.name);
        return callCode(algorithm.name, positional, [...members, ...this.#optionMembers(options)]);
      }
      case "batch": {
        const items = `[${call.items.map((item) => this.#item(item)).join(", ")}]`;
        return callCode("batch", [JSON.stringify(call.algorithm.name), items], this.#optionMembers(call.options));
      }
      case "load": {
        const { name, path, options } = call;
        const own = ownMembers(call.own);
        return callCode(
          "load",
          [JSON.stringify(name), this.#path(path).code],
          [...own, ...this.#optionMembers(options)],
        );
      }
      case "save":
        return callCode(
          "save",
          [this.#refCode(call.layer), this.#path(call.path).code],
          [...ownMembers(call.own), ...this.#optionMembers(call.options)],
        );
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
      ...givenParameters(call).map(
        ({ parameter, value, at }) => [parameter.name, parameter.type.toCode(value, at)] as const,
      ),
    ];
  }

  #algorithmWords(call: AlgorithmUse): string[] {
    const first = firstInput(call.algorithm.parameters);
    const layers = inputsOf(call).flatMap(({ parameter, refs }) => {
      const given = refs.map((ref) => this.#refWord(ref));
      return parameter.name === first?.name ? given : [optionName(parameter), given.join(",")];
    });
    const others = givenParameters(call).flatMap(({ parameter, value, at }) => {
      const word = parameter.type.toMagic(value, at);
      if (parameter.type.argument.type !== "flag") return [optionName(parameter), magicValue(word)];
      return [word === true ? optionName(parameter) : `--no-${optionName(parameter).slice(2)}`];
    });
    return [...layers, ...others];
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

  #optionWords({ as, priority, keep, background, invalid, engine, after }: GivenOptions): string[] {
    return [
      ...option("as", as),
      ...option("priority", priority),
      ...option("after", after.length === 0 ? undefined : after.map((ref) => this.#taskWord(ref))),
      ...(keep === true ? ["--keep"] : []),
      ...(background === true ? ["--background"] : []),
      ...option("invalid", invalid),
      ...option("engine", engine),
    ];
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

function option(name: string, value: unknown): string[] {
  return value === undefined ? [] : [optionName({ name }), magicValue(value)];
}

/** A reader's or writer's options as words of a magic. */
function ownWords(own: Readonly<Record<string, unknown>>): string[] {
  return Object.entries(own).flatMap(([name, value]) => {
    if (value === true) return [optionName({ name })];
    if (value === false) return [`--no-${optionName({ name }).slice(2)}`];
    // numbers are read from text with commas
    return option(name, Array.isArray(value) && name === "bounds" ? value.join(",") : value);
  });
}

function ownMembers(own: Readonly<Record<string, unknown>>): Member[] {
  return Object.entries(own).map(([name, value]) => [name, JSON.stringify(value)] as const);
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
