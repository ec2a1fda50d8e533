import { conditionOf } from "./convert.ts";
import type { Code, Emitter, Program } from "./emitter.ts";
import type { Node } from "./node.ts";
import { commonType, type ValueType } from "./value-type.ts";

/** The first branch whose condition is true; only that one is run. */
export function caseCode(
  whens: readonly { readonly when: Node; readonly result: Node }[],
  otherwise: Node | undefined,
  emitter: Emitter,
): Code {
  const [value, none] = [emitter.name(), emitter.name()];
  const conditions = whens.map(({ when }) => emitter.block(() => conditionOf(emitter.code(when), emitter, when)));
  const branches = [...whens.map(({ result }) => result), ...(otherwise ? [otherwise] : [])];
  const programs = branches.map((branch) => emitter.block(() => emitter.code(branch)));
  const type = programs.map(({ result }) => result.type).reduce(commonType, "null");
  emitter.line(`let ${value} = ${type === "text" ? '""' : type === "boolean" ? "false" : "0"}, ${none} = true;`);
  conditions.forEach((condition, index) => {
    emitter.line(`${condition.statements}\nif (!(${condition.result.isNull}) && ${condition.result.value}) {`);
    emitter.line(`${assign(programs[index]!, type, { value, none })}\n} else {`);
  });
  const last = programs[whens.length];
  if (last) emitter.line(assign(last, type, { value, none }));
  emitter.line("}".repeat(whens.length));
  return { type, value, isNull: none };
}

/** The first value that is not NULL; later ones are not looked at. */
export function coalesceCode(values: readonly Node[], emitter: Emitter): Code {
  const [value, none] = [emitter.name(), emitter.name()];
  const programs = values.map((node) => emitter.block(() => emitter.code(node)));
  const type = programs.map(({ result }) => result.type).reduce(commonType, "null");
  emitter.line(`let ${value} = ${type === "text" ? '""' : type === "boolean" ? "false" : "0"}, ${none} = true;`);
  for (const program of programs) emitter.line(`if (${none}) {\n${assign(program, type, { value, none })}\n}`);
  return { type, value, isNull: none };
}

/** Statements that leave a program's answer, as a value of `type`, in two variables. */
export function assign(
  program: Program,
  type: ValueType,
  to: { readonly value: string; readonly none: string },
): string {
  const { result, statements } = program;
  if (result.type === "null") return `${statements}\n${to.none} = true;`;
  const widened =
    type === "number" && result.type === "integer64"
      ? `Number(${result.value})`
      : type === "integer64" && result.type === "integer"
        ? `BigInt(${result.value})`
        : result.value;
  return `${statements}\n${to.none} = ${result.isNull};\nif (!${to.none}) ${to.value} = ${widened};`;
}
