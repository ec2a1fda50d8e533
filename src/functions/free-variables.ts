import type { AnyNode, Class, Function as FunctionNode, Identifier, Node, Pattern, Position } from "acorn";
import { ancestor } from "acorn-walk";

export interface FreeName {
  readonly name: string;
  /** Of its first use. */
  readonly at: Position;
  /** Only ever asked about by `typeof name`, or also used elsewhere after such a question. */
  readonly guarded: boolean;
  /** Of `exports` the property that is read; each of them counts as a name. */
  readonly member: string | undefined;
}

/**
 * The names a program uses without declaring them, in order of first use. `var` and functions are hoisted as the
 * language does; a default of a parameter does not see the function's own variables.
 */
export function freeNames(program: Node): FreeName[] {
  const scopes = declaredNames(program);
  const found = new Map<string, FreeName>();
  const guarded = new Set<string>();
  const visit = (node: AnyNode, _state: unknown, ancestors: readonly AnyNode[]): void => {
    const { name, loc } = node as Identifier;
    if (isDeclared(name, ancestors, scopes)) return;
    const parent = ancestors.findLast((other) => other !== node);
    if (parent?.type === "UnaryExpression" && parent.operator === "typeof") guarded.add(name);
    const member = name === "exports" ? memberOf(parent, node) : undefined;
    const key = member === undefined ? name : `${name}.${member}`;
    const at = loc!.start;
    const known = found.get(key);
    if (known === undefined || isBefore(at, known.at)) found.set(key, { name, at, guarded: false, member });
  };
  // `VariablePattern` is acorn-walk's own name for an identifier that is bound or assigned to.
  ancestor(program, { Identifier: visit, VariablePattern: visit } as Parameters<typeof ancestor>[1]);
  return [...found.values()]
    .toSorted((a, b) => (isBefore(a.at, b.at) ? -1 : 1))
    .map((free) => Object.assign(free, { guarded: guarded.has(free.name) }));
}

function isBefore(a: Position, b: Position): boolean {
  return a.line < b.line || (a.line === b.line && a.column < b.column);
}

function memberOf(parent: AnyNode | undefined, node: AnyNode): string | undefined {
  if (parent?.type !== "MemberExpression" || parent.object !== node) return undefined;
  return parent.property.type === "Identifier" && !parent.computed ? parent.property.name : undefined;
}

type Scopes = ReadonlyMap<AnyNode, ReadonlySet<string>>;

function isDeclared(name: string, ancestors: readonly AnyNode[], scopes: Scopes): boolean {
  return ancestors.some((node) => scopes.get(node)?.has(name) === true);
}

/** By the node that opens the scope. A function's parameters belong to the function, its variables to its body. */
function declaredNames(program: Node): Scopes {
  const scopes = new Map<AnyNode, Set<string>>();
  const declare = (scope: AnyNode, names: Iterable<string>): void => {
    const known = scopes.get(scope) ?? new Set();
    scopes.set(scope, known);
    for (const name of names) known.add(name);
  };
  ancestor(program, {
    VariableDeclaration({ kind, declarations }, _state, ancestors) {
      const scope = kind === "var" ? functionScope(ancestors) : blockScope(ancestors);
      for (const { id } of declarations) declare(scope, boundNames(id));
    },
    FunctionDeclaration(node, _state, ancestors) {
      declare(blockScope(ancestors.slice(0, -1)), nameOf(node)); // strict code: a block's functions are its own
      declareParameters(node, declare);
    },
    FunctionExpression: (node) => declareParameters(node, declare),
    ArrowFunctionExpression: (node) => declareParameters(node, declare),
    ClassDeclaration: (node, _state, ancestors) => declare(blockScope(ancestors), nameOf(node)),
    ClassExpression: (node) => declare(node, nameOf(node)),
    CatchClause: (node) => node.param && declare(node, boundNames(node.param)),
  });
  return scopes;
}

function nameOf({ id }: { readonly id?: Identifier | null }): string[] {
  return id === null || id === undefined ? [] : [id.name];
}

function declareParameters(node: FunctionNode, declare: (scope: AnyNode, names: Iterable<string>) => void): void {
  for (const parameter of node.params) declare(node as AnyNode, boundNames(parameter));
  if (node.type === "FunctionExpression") declare(node as AnyNode, nameOf(node));
  if (node.type !== "ArrowFunctionExpression") declare(node as AnyNode, ["arguments"]);
}

/** Where `var` goes: the body of the nearest function, a static block, or the program. */
function functionScope(outer: readonly AnyNode[]): AnyNode {
  const found = outer.findLast((node) => isFunction(node) || node.type === "StaticBlock" || node.type === "Program");
  return (found !== undefined && isFunction(found) ? found.body : found) ?? outer[0]!;
}

const BLOCKS: ReadonlySet<string> = new Set([
  "BlockStatement",
  "CatchClause",
  "ForInStatement",
  "ForOfStatement",
  "ForStatement",
  "Program",
  "StaticBlock",
  "SwitchStatement",
]);

function blockScope(outer: readonly AnyNode[]): AnyNode {
  return outer.findLast((node) => BLOCKS.has(node.type)) ?? outer[0]!;
}

export function isFunction(node: AnyNode): node is FunctionNode & AnyNode {
  return (
    node.type === "FunctionDeclaration" || node.type === "FunctionExpression" || node.type === "ArrowFunctionExpression"
  );
}

export function isClass(node: AnyNode): node is Class & AnyNode {
  return node.type === "ClassDeclaration" || node.type === "ClassExpression";
}

function boundNames(pattern: Pattern): string[] {
  switch (pattern.type) {
    case "Identifier":
      return [pattern.name];
    case "ObjectPattern":
      return pattern.properties.flatMap((part) => boundNames(part.type === "RestElement" ? part.argument : part.value));
    case "ArrayPattern":
      return pattern.elements.flatMap((part) => (part === null ? [] : boundNames(part)));
    case "AssignmentPattern":
      return boundNames(pattern.left);
    case "RestElement":
      return boundNames(pattern.argument);
    case "MemberExpression":
      return [];
  }
}
