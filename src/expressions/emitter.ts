import type { Field } from "../layers/layer-data.ts";
import { expressionError } from "./expression-error.ts";
import type { Node, Span } from "./node.ts";
import type { ValueType } from "./value-type.ts";

/** What an expression, or a part of it, became: JavaScript without side effects, usually names of variables. */
export interface Code {
  readonly type: ValueType;
  readonly value: string;
  /** A condition; "false" where it can't be NULL. `value` means nothing where it holds. */
  readonly isNull: string;
  /** The value of a literal, for checks that need it. */
  readonly literal?: string | number | boolean;
}

/** What the expression is about, known before any row is seen. */
export interface ExpressionFacts {
  readonly fields: readonly Field[];
}

/** An aggregate over all rows: made before the loop, looked up in it. */
export interface AggregateSlot {
  readonly kind: string;
  /** Of each row: the value, its group, whether it counts, and what goes between texts. */
  readonly of: Program;
  readonly by: Program | undefined;
  readonly filter: Program | undefined;
  readonly order: Program | undefined;
  readonly between: string;
}

/** Statements that leave a row's value in the variables that `result` names. */
export interface Program {
  readonly statements: string;
  readonly result: Code;
}

export const NULL: Code = { type: "null", value: "undefined", isNull: "true" };

/** Writes the statements of one expression. */
export class Emitter {
  readonly text: string;
  readonly facts: ExpressionFacts;
  /** Values that statements name `k0`, `k1` …: functions, and what can't be written as text. */
  readonly constants: unknown[] = [];
  readonly aggregates: AggregateSlot[] = [];
  /** Positions of the fields that are read. */
  readonly used = new Set<number>();
  /** Variables of array_foreach, with_variable and their kind. */
  readonly variables = new Map<string, Code>();
  usesGeometry = false;
  #lines: string[] = [];
  #names = 0;

  readonly #write: (node: Node, emitter: Emitter) => Code;

  /** @param write the code of a node: handed in, for what it calls calls back here */
  constructor(text: string, facts: ExpressionFacts, write: (node: Node, emitter: Emitter) => Code) {
    this.text = text;
    this.facts = facts;
    this.#write = write;
  }

  code(node: Node): Code {
    return this.#write(node, this);
  }

  line(statement: string): void {
    this.#lines.push(statement);
  }

  /** A name that nothing else has. */
  name(): string {
    return `t${this.#names++}`;
  }

  constant(value: unknown): string {
    const known = this.constants.indexOf(value);
    return `k${known < 0 ? this.constants.push(value) - 1 : known}`;
  }

  /** Declares a variable with the value of an expression that is never null where `isNull` doesn't hold. */
  keep(type: ValueType, value: string, isNull: string): Code {
    const name = this.name();
    this.line(
      isNull === "false" ? `const ${name} = ${value};` : `const ${name} = ${isNull} ? ${blank(type)} : ${value};`,
    );
    return { type, value: name, isNull };
  }

  /** The same for a value that is null itself where there is none, e.g. what a function gives. */
  keepNullable(type: ValueType, value: string, isNull: string): Code {
    const name = this.name();
    this.line(`const ${name} = ${isNull === "false" ? value : `${isNull} ? null : ${value}`};`);
    return { type, value: name, isNull: `(${name} === null)` };
  }

  /** The statements that `write` makes, apart from those around them. */
  block(write: () => Code): Program {
    const outer = this.#lines;
    this.#lines = [];
    try {
      const result = write();
      return { result, statements: this.#lines.join("\n") };
    } finally {
      this.#lines = outer;
    }
  }

  error(span: Span, what: string): Error {
    return expressionError(this.text, span, what);
  }
}

/** A value of the right kind for V8, where there is none: mixed kinds make loops slow. */
function blank(type: ValueType): string {
  if (type === "integer" || type === "number" || type === "interval") return "0";
  if (type === "boolean") return "false";
  return type === "text" ? '""' : "null";
}
