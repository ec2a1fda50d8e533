import { SpatialError } from "../errors.ts";
import { conditionOf, either, millisCode, numberOf, textOf } from "./convert.ts";
import { type Code, type Emitter, NULL, type Program } from "./emitter.ts";
import type { BinaryOperator, Span } from "./node.ts";
import { likePattern, regexOf } from "./patterns.ts";
import { compareMixed } from "../layers/mixed-values.ts";
import { compareTexts, dateTimeText } from "./runtime-values.ts";
import { isTemporal, shownType, type ValueType } from "./value-type.ts";

/** Two operands with where they stand. */
interface Pair {
  readonly left: Code;
  readonly right: Code;
  /** The nodes that they are of, for errors. */
  readonly at: Span & { readonly left: Span; readonly right: Span };
}

type Comparison = "=" | "<>" | "<" | "<=" | ">" | ">=";
const SIGNS: Readonly<Record<Comparison, string>> = {
  "=": "===",
  "<>": "!==",
  "<": "<",
  "<=": "<=",
  ">": ">",
  ">=": ">=",
};

type Write = (pair: Pair, emitter: Emitter) => Code;

const WRITERS: Readonly<Record<Exclude<BinaryOperator, "and" | "or">, Write>> = {
  "=": (pair, emitter) => compare(pair, "=", emitter),
  "<>": (pair, emitter) => compare(pair, "<>", emitter),
  "<": (pair, emitter) => compare(pair, "<", emitter),
  "<=": (pair, emitter) => compare(pair, "<=", emitter),
  ">": (pair, emitter) => compare(pair, ">", emitter),
  ">=": (pair, emitter) => compare(pair, ">=", emitter),
  is: (pair, emitter) => same(pair, false, emitter),
  "is not": (pair, emitter) => same(pair, true, emitter),
  "+": (pair, emitter) =>
    pair.left.type === "text" && pair.right.type === "text"
      ? joined(pair, emitter)
      : (temporalSum(pair, "+", emitter) ?? arithmetic(pair, "+", emitter)),
  "-": (pair, emitter) => temporalSum(pair, "-", emitter) ?? arithmetic(pair, "-", emitter),
  "*": (pair, emitter) => arithmetic(pair, "*", emitter),
  "/": (pair, emitter) => divided(pair, "/", emitter),
  "//": (pair, emitter) => divided(pair, "//", emitter),
  "%": (pair, emitter) => divided(pair, "%", emitter),
  "^": power,
  "||": joined,
  "~": (pair, emitter) => matched(pair, { make: regexOf, negated: false }, emitter),
  like: (pair, emitter) => matched(pair, { make: likePattern, negated: false }, emitter),
  "not like": (pair, emitter) => matched(pair, { make: likePattern, negated: true }, emitter),
  ilike: (pair, emitter) => matched(pair, { make: ignoringCase, negated: false }, emitter),
  "not ilike": (pair, emitter) => matched(pair, { make: ignoringCase, negated: true }, emitter),
};

/** AND and OR have their own way: they may not look at their right side. */
export function binaryCode(operator: Exclude<BinaryOperator, "and" | "or">, pair: Pair, emitter: Emitter): Code {
  return WRITERS[operator](pair, emitter);
}

/** AND and OR look at their right side only where the left one leaves the answer open. */
export function logicCode(operator: "and" | "or", left: Code, right: Program, emitter: Emitter): Code {
  const [value, none] = [emitter.name(), emitter.name()];
  const decisive = operator === "or"; // the value that decides by itself
  const open = decisive ? `!${left.value}` : left.value;
  emitter.line(`let ${value} = ${decisive}, ${none} = false;`);
  emitter.line(`if (${left.isNull} || ${open}) {\n${right.statements}`);
  emitter.line(`if (${right.result.isNull}) ${none} = true;`);
  emitter.line(`else if (${right.result.value} === ${decisive}) ${value} = ${decisive};`);
  emitter.line(`else if (${left.isNull}) ${none} = true;`);
  emitter.line(`else ${value} = ${!decisive};\n}`);
  return { type: "boolean", value, isNull: none };
}

export function notCode(code: Code, emitter: Emitter, span: Span): Code {
  const condition = conditionOf(code, emitter, span);
  return { type: "boolean", value: `!${condition.value}`, isNull: condition.isNull };
}

export function negativeCode(code: Code, emitter: Emitter, span: Span): Code {
  if (code.type === "interval") return { ...code, value: `(-${code.value})` };
  if (code.type === "integer64") return emitter.keep("integer64", `-${code.value}`, code.isNull);
  const number = numberOf(code, emitter, span);
  const literal = typeof number.literal === "number" ? { literal: -number.literal } : {};
  return { type: number.type, value: `(-${number.value})`, isNull: number.isNull, ...literal };
}

function compare(pair: Pair, operator: Comparison, emitter: Emitter): Code {
  const { left, right } = pair;
  const isNull = either(left.isNull, right.isNull);
  if (isNull === "true") return { ...NULL, type: "boolean" };
  return emitter.keep("boolean", comparison(pair, operator, emitter), isNull);
}

function isPlain(type: ValueType): boolean {
  return type === "integer" || type === "number";
}

/** Types of which two values of one type compare by themselves. */
const BY_VALUE: ReadonlySet<ValueType> = new Set(["boolean", "interval"]);
/** Types that compare with nothing but themselves. */
const APART: ReadonlySet<ValueType> = new Set(["geometry", "list", "map", "interval"]);

/** The test by itself; the operands are not NULL there. */
function comparison(pair: Pair, operator: Comparison, emitter: Emitter): string {
  const { left, right, at } = pair;
  const sign = SIGNS[operator];
  const ofOneType = left.type === right.type;
  const plainly = (isPlain(left.type) && isPlain(right.type)) || (ofOneType && BY_VALUE.has(left.type));
  const asTexts = left.type === "text" && right.type === "text";
  if (plainly || (asTexts && (operator === "=" || operator === "<>"))) return `${left.value} ${sign} ${right.value}`;
  if (isTemporal(left.type) || isTemporal(right.type))
    return `${millisCode(left, emitter, at.left).value} ${sign} ${millisCode(right, emitter, at.right).value}`;
  if (asTexts) return `${emitter.constant(compareTexts)}(${left.value}, ${right.value}) ${sign} 0`;
  refuseComparison(pair, operator, emitter);
  return `${emitter.constant(compareMixed)}(${left.value}, ${right.value}) ${sign} 0`;
}

function refuseComparison({ left, right, at }: Pair, operator: Comparison, emitter: Emitter): void {
  const listed = left.type === right.type && left.type !== "geometry";
  if (!listed && (APART.has(left.type) || APART.has(right.type)))
    throw emitter.error(at, `${shownType(left.type)} can't be compared with ${shownType(right.type)} by ${operator}.`);
  refuseWords(left, right, { at: at.left, emitter });
  refuseWords(right, left, { at: at.right, emitter });
}

/** QGIS compares a number with a word as texts, which nobody means. */
function refuseWords(text: Code, other: Code, { at, emitter }: { at: Span; emitter: Emitter }): void {
  const isWord = typeof text.literal === "string" && Number.isNaN(Number(text.literal));
  if (isWord && (other.type === "integer" || other.type === "number" || other.type === "integer64"))
    throw emitter.error(at, `this text is compared with a number, and is none.`);
}

/** IS: NULL is NULL. */
function same(pair: Pair, negated: boolean, emitter: Emitter): Code {
  const { left, right } = pair;
  const both = `(${left.isNull}) && (${right.isNull})`;
  const neither = `!(${left.isNull}) && !(${right.isNull})`;
  const isKnown = left.type === "null" || right.type === "null";
  const equal = isKnown ? both : `(${both}) || (${neither} && ${comparison(pair, "=", emitter)})`;
  return emitter.keep("boolean", negated ? `!(${equal})` : equal, "false");
}

function joined({ left, right, at }: Pair, emitter: Emitter): Code {
  const [a, b] = [textOf(left, emitter, at.left), textOf(right, emitter, at.right)];
  return emitter.keep("text", `${a.value} + ${b.value}`, either(a.isNull, b.isNull));
}

function arithmetic({ left, right, at }: Pair, sign: "+" | "-" | "*", emitter: Emitter): Code {
  if (areWhole(left, right)) {
    const exact = `${emitter.constant(inLimits)}(BigInt(${left.value}) ${sign} BigInt(${right.value}))`;
    return emitter.keep("integer64", exact, either(left.isNull, right.isNull));
  }
  const [a, b] = [numberOf(left, emitter, at.left), numberOf(right, emitter, at.right)];
  const type = a.type === "integer" && b.type === "integer" ? "integer" : "number";
  return emitter.keep(type, `${a.value} ${sign} ${b.value}`, either(a.isNull, b.isNull));
}

/** Whether both are whole and one of them may be beyond 2^53. */
function areWhole(left: Code, right: Code): boolean {
  const types = [left.type, right.type];
  return types.includes("integer64") && types.every((type) => type === "integer" || type === "integer64");
}

function inLimits(value: bigint): bigint {
  if (BigInt.asIntN(64, value) === value || BigInt.asUintN(64, value) === value) return value;
  throw new SpatialError("BAD_EXPRESSION", `${value} does not fit in 64 bits; use to_real(…) for the nearest double.`);
}

/** By zero it is NULL, as in QGIS. */
function divided({ left, right, at }: Pair, operator: "/" | "//" | "%", emitter: Emitter): Code {
  const [a, b] = [numberOf(left, emitter, at.left), numberOf(right, emitter, at.right)];
  const isNull = either(either(a.isNull, b.isNull), `${b.value} === 0`);
  const whole = a.type === "integer" && b.type === "integer" ? "integer" : "number";
  if (operator === "/") return emitter.keep("number", `${a.value} / ${b.value}`, isNull);
  if (operator === "%") return emitter.keep(whole, `${a.value} % ${b.value}`, isNull);
  return emitter.keep("integer", `Math.floor(${a.value} / ${b.value})`, isNull);
}

function power({ left, right, at }: Pair, emitter: Emitter): Code {
  const [a, b] = [numberOf(left, emitter, at.left), numberOf(right, emitter, at.right)];
  const result = emitter.keep("number", `${a.value} ** ${b.value}`, either(a.isNull, b.isNull));
  return { ...result, isNull: either(result.isNull, `!Number.isFinite(${result.value})`) };
}

interface Matching {
  readonly make: (pattern: string) => RegExp;
  readonly negated: boolean;
}

function matched({ left, right, at }: Pair, { make, negated }: Matching, emitter: Emitter): Code {
  const [a, b] = [textOf(left, emitter, at.left), textOf(right, emitter, at.right)];
  const pattern =
    typeof b.literal === "string" ? checked(() => make(b.literal as string), { at: at.right, emitter }) : undefined;
  const tested = pattern ? emitter.constant(pattern) : `${emitter.constant(make)}(${b.value})`;
  return emitter.keep("boolean", `${negated ? "!" : ""}${tested}.test(${a.value})`, either(a.isNull, b.isNull));
}

function ignoringCase(text: string): RegExp {
  return likePattern(text, "i");
}

function checked<T>(make: () => T, { at, emitter }: { at: Span; emitter: Emitter }): T {
  try {
    return make();
  } catch (cause) {
    if (cause instanceof SpatialError) throw emitter.error(at, cause.message);
    throw cause;
  }
}

/** Dates and intervals; undefined where the operands are neither. */
function temporalSum(pair: Pair, sign: "+" | "-", emitter: Emitter): Code | undefined {
  const { left, right, at } = pair;
  const isNull = either(left.isNull, right.isNull);
  const [a, b] = [left.type, right.type];
  if (a === "interval" && b === "interval")
    return emitter.keep("interval", `${left.value} ${sign} ${right.value}`, isNull);
  const text = emitter.constant(dateTimeText);
  if (isTemporal(a) && b === "interval") {
    const millis = millisCode(left, emitter, at.left).value;
    return emitter.keep("datetime", `${text}(${millis} ${sign} 1000 * ${right.value})`, isNull);
  }
  if (a === "interval" && isTemporal(b) && sign === "+") {
    const millis = millisCode(right, emitter, at.right).value;
    return emitter.keep("datetime", `${text}(${millis} + 1000 * ${left.value})`, isNull);
  }
  if (isTemporal(a) && isTemporal(b) && sign === "-") {
    const [later, earlier] = [millisCode(left, emitter, at.left).value, millisCode(right, emitter, at.right).value];
    return emitter.keep("interval", `(${later} - ${earlier}) / 1000`, isNull);
  }
  return undefined;
}
