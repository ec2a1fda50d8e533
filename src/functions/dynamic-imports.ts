import type { AnyNode, CallExpression, Expression, Node, SpreadElement } from "acorn";
import { simple } from "acorn-walk";
import type { Draft } from "./draft.ts";

/**
 * The draft's code with `__load(x)` in place of what a compiled cell says for `import(x)`, which finds CommonJS modules
 * only, and of `import("./x.ts")`, which Node can't load. Positions of everything else stay as they are.
 * @param packFile takes a file of the user's along; returns false if there is none
 */
export function loadByHelper({ code, tree }: Draft, packFile: (specifier: string) => boolean): string {
  let loading = code;
  const replace = ({ start, end }: Node, call: string): void => {
    const old = code.slice(start, end);
    const missingLines = old.split("\n").length - call.split("\n").length;
    const padded = `${call}${"\n".repeat(missingLines)}`.padEnd(old.length);
    loading = loading.slice(0, start) + padded.slice(0, old.length) + loading.slice(end);
  };
  simple(tree, {
    CallExpression(node) {
      const source = importedByCell(node);
      if (source === undefined) return;
      const specifier = textIn(source);
      if (specifier !== undefined && isRelative(specifier)) packFile(specifier);
      replace(node, `__load(${code.slice(source.start, source.end)})`);
    },
    ImportExpression(node) {
      const specifier = textIn(node.source);
      if (specifier === undefined || !isRelative(specifier) || isLoadable(specifier)) return;
      // as long as the word it stands for
      if (packFile(specifier)) loading = `${loading.slice(0, node.start)}__load${loading.slice(node.start + 6)}`;
    },
  });
  return loading;
}

export function isRelative(specifier: string): boolean {
  return /^\.{0,2}\//.test(specifier);
}

function isLoadable(specifier: string): boolean {
  return /\.(?:m?js|cjs|json|node|wasm)$/.test(specifier);
}

/** `x` of `Promise.resolve().then(() => __importStar(require(x)))`, and of the form for an x that is no text. */
function importedByCell({ callee, arguments: [handler] }: CallExpression): AnyNode | undefined {
  if (callee.type !== "MemberExpression" || !isNamed(callee.property, "then")) return undefined;
  const resolved = argumentOf(callee.object, (called) => isMember(called, "Promise", "resolve"));
  if (resolved === undefined || handler?.type !== "ArrowFunctionExpression") return undefined;
  const required = argumentOf(handler.body, (called) => isNamed(called, "__importStar"))?.[0];
  const source = required && argumentOf(required, (called) => isNamed(called, "require"))?.[0];
  return handler.params.length === 0 ? source : resolved[0];
}

function argumentOf(
  node: AnyNode,
  isCalled: (callee: AnyNode) => boolean,
): readonly (Expression | SpreadElement)[] | undefined {
  return node.type === "CallExpression" && isCalled(node.callee) ? node.arguments : undefined;
}

function isNamed(node: AnyNode, name: string): boolean {
  return node.type === "Identifier" && node.name === name;
}

function isMember(node: AnyNode, object: string, property: string): boolean {
  return node.type === "MemberExpression" && isNamed(node.object, object) && isNamed(node.property, property);
}

function textIn(node: AnyNode): string | undefined {
  return node.type === "Literal" && typeof node.value === "string" ? node.value : undefined;
}
