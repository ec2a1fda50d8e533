import type { AnyNode } from "acorn";
import {
  type AnyFunction,
  type Draft,
  finish,
  parseDraft,
  placeName,
  refuseClassSyntax,
  syntaxErrorIn,
  textOf,
  unsupported,
} from "./prepare.ts";
import type { PreparedFunction, SourceSegment } from "./prepared-function.ts";
import { type SelfUse, selfUse } from "./self-use.ts";

/** A subclass's `run` with the methods it calls on `this`. */
export interface PreparedMethods {
  readonly prepared: PreparedFunction;
  /** Fields the methods name; "all" if `this` is also used as a whole. */
  readonly fields: ReadonlySet<string> | "all";
}

interface Part {
  readonly name: string;
  readonly text: string;
}

/**
 * Checks `run` of an object and every method of its class that `run` reaches through `this.name`, and makes code that
 * returns them as one object. Throws as prepareFunction does, also for `super`, `#private`, and members of `base`.
 * @param base the prototype whose members stay on the main loop.
 */
export function prepareMethod(self: object, base: object): PreparedMethods {
  const where = self.constructor.name;
  const parts: Part[] = [{ name: "run", text: textOf(memberOf(self, "run", base) as AnyFunction) }];
  const fields = new Set<string>();
  let whole = false;
  for (const part of parts) {
    const { use, draft } = checkPart(part, where);
    whole ||= use.whole;
    for (const name of use.members) {
      const member = memberOf(self, name, base);
      if (member === undefined) {
        fields.add(name);
        if (name in base && !Object.hasOwn(self, name) && !(name in Object.prototype))
          throw mainLoopOnly(draft, use, name);
      } else if (!parts.some((known) => known.name === name)) {
        parts.push({ name, text: textOf(member) });
      }
    }
  }
  return { prepared: finish(assemble(parts, where), []), fields: whole ? "all" : fields };
}

/** A method or accessor of the object's own class or those between it and `base`, or a function in a field named `run`. */
function memberOf(self: object, name: string, base: object): AnyFunction | undefined {
  if (name === "run" && Object.hasOwn(self, "run")) return (self as { run: AnyFunction }).run;
  for (let level = prototypeOf(self); level !== base && level !== null; level = prototypeOf(level)) {
    const descriptor = Object.getOwnPropertyDescriptor(level, name);
    // oxlint-disable-next-line typescript/unbound-method -- only its text is used
    const member: unknown = descriptor?.get ?? descriptor?.value;
    if (typeof member === "function") return member as AnyFunction;
  }
  return undefined;
}

function prototypeOf(value: object): object | null {
  return Object.getPrototypeOf(value) as object | null;
}

function checkPart(part: Part, where: string): { use: SelfUse; draft: Draft } {
  const draft = assemble([part], where);
  const statement = draft.tree.body.at(-1);
  const object = statement?.type === "ReturnStatement" ? statement.argument : undefined;
  const property = object?.type === "ObjectExpression" ? object.properties[0] : undefined;
  if (property?.type !== "Property" || property.computed) {
    throw unsupported(`${where}.${part.name} has a computed name`, "Give it a plain one");
  }
  const root: AnyNode = property.value;
  const use = selfUse(draft.tree, root);
  refuseClassSyntax(use, draft.lines);
  return { use, draft };
}

function mainLoopOnly({ lines }: Draft, { firstThis }: SelfUse, name: string): Error {
  const place = firstThis === undefined ? "run" : placeName(lines, firstThis);
  return unsupported(
    `${place}: "this.${name}" belongs to the main loop and does not exist in a worker`,
    "Inside run, use ctx, or a field of your own",
  );
}

/** An object literal of the parts. The text of a method stands as it is, anything else as a property. */
function assemble(parts: readonly Part[], where: string): Draft {
  let code = '"use strict"; return {\n';
  const segments: SourceSegment[] = [];
  for (const { name, text } of parts) {
    const segment = { where: `${where}.${name}`, line: 1 };
    const asMethod = parseDraft(`return {\n${text}\n};`, { segments: [{ ...segment, from: 2 }] });
    if (asMethod instanceof SyntaxError) code += `${name}:\n`;
    segments.push({ ...segment, from: code.split("\n").length });
    code += `${text},\n`;
  }
  const draft = parseDraft(`${code}};`, { segments });
  if (draft instanceof SyntaxError) throw syntaxErrorIn({ segments }, draft);
  return draft;
}
