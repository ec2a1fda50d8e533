import type { AnyNode } from "acorn";
import { type AnyFunction, type Draft, parseDraft, placeName, syntaxErrorIn, textOf, unsupported } from "./draft.ts";
import { Luggage, variablesOf } from "./luggage.ts";
import type { KnownCells, Surroundings } from "./known-cells.ts";
import { finish } from "./prepare.ts";
import type { PreparedFunction, SourceSegment } from "./prepared-function.ts";
import { refuseClassSyntax, type SelfUse, selfUse } from "./self-use.ts";

/** A subclass's `run` with the methods it calls on `this`. */
export interface PreparedMethods {
  readonly prepared: PreparedFunction;
  /** Fields the methods name; "all" if `this` is also used as a whole. */
  readonly fields: ReadonlySet<string> | "all";
}

interface Part {
  readonly name: string;
  readonly fn: AnyFunction;
  readonly text: string;
  readonly segment: Omit<SourceSegment, "from">;
}

/**
 * Checks `run` of an object and every method of its class that `run` reaches through `this.name`, and makes code that
 * returns them as one object. Throws as prepareFunction does, also for `super`, `#private`, and members of `base`.
 * @param base the prototype whose members stay on the main loop.
 */
export function prepareMethod(self: object, base: object, surroundings: Surroundings = {}): PreparedMethods {
  const luggage = new Luggage(surroundings);
  const partOf = (name: string, fn: AnyFunction): Part => {
    const text = textOf(fn);
    return {
      name,
      fn,
      text,
      segment: luggage.placeOf(fn, text, { where: `${self.constructor.name}.${name}`, line: 1 }),
    };
  };
  const parts: Part[] = [partOf("run", memberOf(self, "run", base) as AnyFunction)];
  const fields = new Set<string>();
  const variables = new Map<string, unknown>();
  let whole = false;
  for (const part of parts) {
    const draft = assemble([part]);
    const use = useOfSelf(part, draft, surroundings);
    mergeVariables(variables, part, draft);
    whole ||= use.whole;
    for (const name of use.members) {
      const member = memberOf(self, name, base);
      if (member === undefined) {
        fields.add(name);
        if (name in base && !Object.hasOwn(self, name) && !(name in Object.prototype))
          throw mainLoopOnly(draft, use, { name, notebook: surroundings.notebook });
      } else if (!parts.some((known) => known.name === name)) {
        parts.push(partOf(name, member));
      }
    }
  }
  return { prepared: finish(assemble(parts), luggage, { variables }), fields: whole ? "all" : fields };
}

/** Methods of a class and of those it inherits from may come from different places. */
function mergeVariables(variables: Map<string, unknown>, { name: method, fn }: Part, draft: Draft): void {
  for (const [name, value] of variablesOf(fn, draft)) {
    if (variables.has(name) && !Object.is(variables.get(name), value)) {
      throw unsupported(
        `"${name}" in ${method} is another variable than the "${name}" of the other methods, and only one can go to the worker`,
        "Rename one of them",
      );
    }
    variables.set(name, value);
  }
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

function useOfSelf({ name, segment }: Part, draft: Draft, { notebook }: Surroundings): SelfUse {
  const statement = draft.tree.body.at(-1);
  const object = statement?.type === "ReturnStatement" ? statement.argument : undefined;
  const property = object?.type === "ObjectExpression" ? object.properties[0] : undefined;
  if (property?.type !== "Property" || property.computed) {
    throw unsupported(`${segment.where}: ${name} has a computed name`, "Give it a plain one");
  }
  const root: AnyNode = property.value;
  const use = selfUse(draft.tree, root);
  refuseClassSyntax(use, (at) => placeName(draft.lines, at, notebook));
  return use;
}

function mainLoopOnly(
  { lines }: Draft,
  { firstThis }: SelfUse,
  { name, notebook }: { readonly name: string; readonly notebook: KnownCells | undefined },
): Error {
  const place = firstThis === undefined ? "run" : placeName(lines, firstThis, notebook);
  return unsupported(
    `${place}: "this.${name}" belongs to the main loop and does not exist in a worker`,
    "Inside run, use ctx, or a field of your own",
  );
}

/** An object literal of the parts. The text of a method stands as it is, anything else as a property. */
function assemble(parts: readonly Part[]): Draft {
  let code = '"use strict"; return {\n';
  const segments: SourceSegment[] = [];
  for (const { name, text, segment } of parts) {
    const asMethod = parseDraft(`return {\n${text}\n};`, { segments: [{ ...segment, from: 2 }] });
    if (asMethod instanceof SyntaxError) code += `${name}:\n`;
    segments.push({ ...segment, from: code.split("\n").length });
    code += `${text},\n`;
  }
  const draft = parseDraft(`${code}};`, { segments });
  if (draft instanceof SyntaxError) throw syntaxErrorIn({ segments }, draft);
  return draft;
}
