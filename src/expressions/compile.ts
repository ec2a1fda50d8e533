import { type AggregateKind, aggregated, type AggregateEntry } from "../layers/aggregate-values.ts";
import type { AttributeColumn, Field, LayerData } from "../layers/layer-data.ts";
import { columnReader } from "./column-reader.ts";
import { conditionOf } from "./convert.ts";
import { type AggregateSlot, type Code, Emitter, type ExpressionFacts, type Program } from "./emitter.ts";
import type { GeometryTools } from "./function-definition.ts";
import { nodeCode } from "./generate.ts";
import { groupKey } from "./aggregate-code.ts";
import { parseExpression } from "./parse.ts";
import { fieldTypeOf, shownType, type ValueType } from "./value-type.ts";
import { ColumnBuilder } from "../layers/column-builder.ts";
import { sharedBytes, sharedDoubles } from "../layers/attributes.ts";
import { SpatialError } from "../errors.ts";

/** An expression that was checked against the fields of a layer. Nothing of it has run yet. */
export interface CheckedExpression {
  readonly text: string;
  readonly type: ValueType;
  /** Names of the fields that it reads, in the layer's order. */
  readonly fields: readonly string[];
  readonly usesGeometry: boolean;
  /** Makes it ready for a layer with these fields; aggregates are computed here, over all rows. */
  bind(data: LayerData, tools: GeometryTools): BoundExpression;
}

/** An expression over the rows of one layer, on this thread. */
export interface BoundExpression {
  readonly type: ValueType;
  /** The value of a row; null for NULL. @throws SpatialError BAD_EXPRESSION naming the row */
  at(row: number): unknown;
  /** The values of rows [start, end) as a column. @throws SpatialError BAD_EXPRESSION, also for a geometry */
  column(start: number, end: number): { readonly type: Field["type"]; readonly column: AttributeColumn };
  /** The rows of [start, end) whose value, taken as a condition, is true. */
  where(start: number, end: number): Uint32Array;
}

/** @throws SpatialError BAD_EXPRESSION with the place of a mistake: of the language, a field, a function or a type */
export function checkExpression(text: string, facts: ExpressionFacts): CheckedExpression {
  return checked(text, facts, (emitter) => nodeCode(parseExpression(text), emitter));
}

/** The same for a condition: what is no yes or no is a mistake. */
export function checkCondition(text: string, facts: ExpressionFacts): CheckedExpression {
  return checked(text, facts, (emitter) => {
    const node = parseExpression(text);
    return conditionOf(nodeCode(node, emitter), emitter, node);
  });
}

function checked(text: string, facts: ExpressionFacts, write: (emitter: Emitter) => Code): CheckedExpression {
  const emitter = new Emitter(text, facts, nodeCode);
  const program = emitter.block(() => write(emitter));
  const used = [...emitter.used].toSorted((a, b) => a - b);
  return {
    text,
    type: program.result.type,
    fields: used.map((index) => facts.fields[index]!.name),
    usesGeometry: emitter.usesGeometry,
    bind: (data, tools) => {
      const scope = new Scope(emitter, data, tools);
      scope.fillAggregates(emitter.aggregates);
      return bound(program, scope, text);
    },
  };
}

/** What a value of a row can lead to; others, such as a cancel, are no fault of the expression. */
const OF_VALUES: ReadonlySet<string> = new Set(["BAD_EXPRESSION", "INVALID_GEOMETRY", "TOPOLOGY"]);

/** What statements refer to: columns, constants, aggregates, the geometry. */
class Scope {
  readonly #values: Record<string, unknown>;
  readonly #aggregates: Map<string, unknown>[] = [];
  readonly rows: number;

  constructor(emitter: Emitter, data: LayerData, tools: GeometryTools) {
    this.rows = data.geometry.length;
    this.#values = { geometry: data.geometry, tools, aggregates: this.#aggregates };
    emitter.constants.forEach((value, index) => (this.#values[`k${index}`] = value));
    for (const index of emitter.used) this.#values[`c${index}`] = columnReader(data, index);
  }

  /** @param body statements that may return something @param parameters of the function that is made */
  compile(body: string, parameters: readonly string[]): (...args: unknown[]) => unknown {
    const names = Object.keys(this.#values);
    // The text is ours, made of checked parts; what users wrote is in it as numbers and quoted texts only.
    // oxlint-disable-next-line no-implied-eval, no-new-func -- loops over columns need code, not a tree that is walked
    const make = new Function(...names, `"use strict";\nreturn (${parameters.join(", ")}) => {\n${body}\n};`);
    return make(...names.map((name) => this.#values[name])) as (...args: unknown[]) => unknown;
  }

  /** In the order in which they were written: one within another comes first. */
  fillAggregates(slots: readonly AggregateSlot[]): void {
    for (const slot of slots) this.#aggregates.push(this.#filled(slot));
  }

  #filled({ kind, of, by, filter, order, between }: AggregateSlot): Map<string, unknown> {
    const body = [
      "for (let i = 0; i < rows; i++) {",
      filter ? `${filter.statements}\nif (${filter.result.isNull} || !(${filter.result.value})) continue;` : "",
      braced(of, "value"),
      by ? `${by.statements}\nconst key = ${groupKey(by.result)};` : 'const key = "";',
      order ? braced(order, "order") : "let order;",
      "add(key, { value, order });\n}",
    ].join("\n");
    const groups = new Map<string, AggregateEntry[]>();
    const add = (key: string, entry: AggregateEntry): void => {
      const group = groups.get(key);
      if (group) group.push(entry);
      else groups.set(key, [entry]);
    };
    this.compile(body, ["rows", "add"])(this.rows, add);
    return new Map([...groups].map(([key, entries]) => [key, aggregated(kind as AggregateKind, entries, between)]));
  }
}

/** A program's value, null for NULL, in a variable. */
function braced({ statements, result }: Program, name: string): string {
  return `let ${name};\n{\n${statements}\n${name} = ${result.isNull} ? null : ${result.value};\n}`;
}

function bound(program: Program, scope: Scope, text: string): BoundExpression {
  const { statements, result } = program;
  const { type } = result;
  let row = 0;
  const located = <T>(work: () => T): T => {
    try {
      return work();
    } catch (error) {
      if (!(error instanceof SpatialError) || !OF_VALUES.has(error.code)) throw error;
      throw new SpatialError("BAD_EXPRESSION", `The expression ${text} fails for feature ${row}: ${error.message}`, {
        cause: error,
      });
    }
  };
  const look = (index: number): void => {
    row = index;
  };
  const one = scope.compile(`${statements}\nreturn ${result.isNull} ? null : ${result.value};`, ["i"]);
  const loop = (then: string): ((...args: unknown[]) => unknown) =>
    scope.compile(
      `let at = 0;\nlet i = start;\ntry {\nfor (; i < end; i++) {\n${statements}\n${then}\n}\n} finally { look(i); }\nreturn at;`,
      ["start", "end", "out", "valid", "look"],
    );
  return {
    type,
    at: (index) => {
      look(index);
      return located(() => one(index));
    },
    column: (start, end) => located(() => columnOf({ program, loop, look }, start, end)),
    where: (start, end) => {
      const out = new Uint32Array(end - start);
      const test = `if (!(${result.isNull}) && ${result.value}) out[at++] = i;`;
      const count = located(() => loop(test)(start, end, out, undefined, look)) as number;
      return out.slice(0, count);
    },
  };
}

interface Loops {
  readonly program: Program;
  readonly loop: (then: string) => (...args: unknown[]) => unknown;
  readonly look: (row: number) => void;
}

function columnOf({ program, loop, look }: Loops, start: number, end: number) {
  const { type, value, isNull } = program.result;
  const field = fieldTypeOf(type);
  if (field === undefined)
    throw new SpatialError("BAD_EXPRESSION", `The expression gives ${shownType(type)}, which no field can hold.`);
  const count = end - start;
  if (field === "number" || field === "integer") {
    const [out, valid] = [sharedDoubles(count), sharedBytes(count)];
    // a whole number beyond 2^53, and what is infinite or none, is no value that could be written anywhere
    const store = `if (!(${isNull})) { const v = ${value}; if (v - v === 0) { out[at] = v + 0; valid[at] = 1; } }\nat++;`;
    loop(store)(start, end, out, valid, look);
    const whole = field === "integer" && out.every((number) => Number.isSafeInteger(number));
    return { type: whole ? field : "number", column: { storage: "number", values: out, valid } } as const;
  }
  const builder = new ColumnBuilder(field);
  loop(`out(at++, ${isNull} ? null : ${value});`)(
    start,
    end,
    (at: number, given: unknown) => builder.set(at, given),
    undefined,
    look,
  );
  return builder.finish(count);
}
