import type { AnyNode, Node, Position } from "acorn";
import { ancestor } from "acorn-walk";
import { unsupported } from "./draft.ts";
import { isClass, isFunction } from "./free-variables.ts";

/** How a function uses the object it is called on. */
export interface SelfUse {
  /** Properties it names: `this.total`. */
  readonly members: ReadonlySet<string>;
  /** `this` also goes elsewhere: it is passed on, taken apart, or read by a computed name. */
  readonly whole: boolean;
  readonly firstThis: Position | undefined;
  readonly firstSuper: Position | undefined;
  /** First use of a private name (`this.#x`) of a class that is not inside the function. */
  readonly firstPrivate: { readonly name: string; readonly at: Position } | undefined;
}

/** @param root the function itself; functions and classes inside it that have a `this` of their own don't count. */
export function selfUse(program: Node, root: AnyNode): SelfUse {
  const members = new Set<string>();
  let whole = false;
  let firstThis: Position | undefined;
  let firstSuper: Position | undefined;
  let firstPrivate: SelfUse["firstPrivate"];
  ancestor(program, {
    ThisExpression(node, _state, ancestors) {
      if (thisOwner(ancestors) !== undefined && thisOwner(ancestors) !== root) return;
      firstThis ??= node.loc!.start;
      const name = namedMember(ancestors.at(-2), node);
      if (name === undefined) whole = true;
      else members.add(name);
    },
    Super(node, _state, ancestors) {
      const owner = thisOwner(ancestors);
      if (owner === undefined || owner === root) firstSuper ??= node.loc!.start;
    },
    MemberExpression(node, _state, ancestors) {
      const { property } = node;
      if (property.type !== "PrivateIdentifier" || ancestors.some(isClass)) return;
      firstPrivate ??= { name: property.name, at: property.loc!.start };
    },
  });
  return { members, whole, firstThis, firstSuper, firstPrivate };
}

/** The nearest node that gives `this` a meaning of its own. */
function thisOwner(ancestors: readonly AnyNode[]): AnyNode | undefined {
  return ancestors.findLast(
    (node) =>
      (isFunction(node) && node.type !== "ArrowFunctionExpression") ||
      node.type === "PropertyDefinition" ||
      node.type === "StaticBlock",
  );
}

function namedMember(parent: AnyNode | undefined, self: AnyNode): string | undefined {
  if (parent?.type !== "MemberExpression" || parent.object !== self) return undefined;
  const { property, computed } = parent;
  return property.type === "Identifier" && !computed ? property.name : undefined;
}

/** Throws for `super` and `#private`, which mean something only inside their class. */
export function refuseClassSyntax({ firstSuper, firstPrivate }: SelfUse, placeName: (at: Position) => string): void {
  if (firstSuper !== undefined) {
    throw unsupported(
      `${placeName(firstSuper)}: "super" can't be used in a worker, where the class does not exist`,
      "Call a function of your own",
    );
  }
  if (firstPrivate !== undefined) {
    const { name, at } = firstPrivate;
    throw unsupported(
      `${placeName(at)}: "#${name}" is private to its class and can't go to a worker`,
      `Use a plain field: this.${name}`,
    );
  }
}

export function refuseThis({ firstThis }: SelfUse, placeName: (at: Position) => string): void {
  if (firstThis === undefined) return;
  throw unsupported(
    `${placeName(firstThis)}: "this" has no meaning in a worker`,
    "Pass what is needed in the input, or make a subclass of Task and override run(ctx)",
  );
}
