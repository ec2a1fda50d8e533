import type { AnyNode, CallExpression, Node } from "acorn";
import { simple } from "acorn-walk";
import type { Draft } from "./draft.ts";

/**
 * The draft's code with `__load(x)` in place of what a compiled cell says for `import(x)`, and of `import("./x.ts")`, which Node can't load. Positions of everything else stay as they are.
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

/** `x` of `__import(x, require)`. */
function importedByCell({ callee, arguments: [source] }: CallExpression): AnyNode | undefined {
  return isNamed(callee, "__import") ? source : undefined;
}

function isNamed(node: AnyNode, name: string): boolean {
  return node.type === "Identifier" && node.name === name;
}

function textIn(node: AnyNode): string | undefined {
  return node.type === "Literal" && typeof node.value === "string" ? node.value : undefined;
}
