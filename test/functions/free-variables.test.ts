import { parse } from "acorn";
import { expect, test } from "vitest";
import { freeNames } from "../../src/functions/free-variables.ts";

const free = (source: string): string[] =>
  freeNames(parse(source, { ecmaVersion: "latest", locations: true, allowReturnOutsideFunction: true }))
    .map(({ name }) => name)
    .toSorted();

test.each([
  ["a parameter", "(x) => x * 2", []],
  ["a variable of outside", "(x) => x * k", ["k"]],
  ["a local of the same name", "(x) => { const k = 1; return x.map((y) => y + k); }", []],
  ["a name used before its let", "() => { use(k); let k; }", ["use"]],
  [
    "destructured parameters and their defaults",
    "({ a, b: [c] = [k], ...rest }, ...more) => a + c + rest + more",
    ["k"],
  ],
  ["a default does not see the body's var", "(a = inner) => { var inner = 1; return a; }", ["inner"]],
  ["a default sees earlier parameters", "(a, b = a) => b", []],
  ["a hoisted var", "function f() { y = 2; if (y) { var y; } return y; }", []],
  ["a var inside a catch", "() => { try { } catch (e) { var seen = e; } return seen; }", []],
  ["an assignment to outside", "() => { total += 1; }", ["total"]],
  ["an assignment by destructuring", "() => { [a, { b: c.d }] = []; }", ["a", "c"]],
  [
    "a catch parameter, bare and destructured",
    "() => { try {} catch (e) { e; } try {} catch ({ message }) { message; } }",
    [],
  ],
  ["a catch parameter does not leak", "() => { try {} catch (e) {} return e; }", ["e"]],
  ["labels", "() => { outer: for (;;) { break outer; } }", []],
  ["keys and members are no names", "(o) => ({ k: 1, [o]: 2, m() {}, get g() { return 1; } }).k.l?.n", []],
  ["shorthand properties are names", "() => ({ k })", ["k"]],
  ["a computed key is a name", "() => ({ [k]: 1 })", ["k"]],
  ["named function expressions", "(function fac(n) { return n < 2 ? 1 : n * fac(n - 1); })", []],
  [
    "mutual recursion of hoisted functions",
    "() => { return f(); function f() { return g(); } function g() { return f(); } }",
    [],
  ],
  [
    "classes, their fields and heritage",
    "() => { class A extends B { x = y; static { var z = 1; z; } m() { return A; } } return A; }",
    ["B", "y"],
  ],
  ["a class expression's own name", "(class Node { next() { return Node; } })", []],
  ["block scope ends with its block", "() => { { let inner = 1; } return inner; }", ["inner"]],
  [
    "loop variables",
    "(rows) => { for (const [i, r] of rows) i + r; for (let j = 0; j < 1; j++); for (var k in rows); return k; }",
    [],
  ],
  ["switch cases share a scope", "(x) => { switch (x) { case 1: let a = 1; break; default: a = 2; } }", []],
  ["arguments", "function f() { return arguments.length; }", []],
  ["arguments of an arrow function", "() => arguments", ["arguments"]],
  ["tagged templates", "() => tag`a${b}`", ["b", "tag"]],
  ["import()", "async () => (await import(name)).default", ["name"]],
  ["generators and async iteration", "async function* f(s) { for await (const x of s) yield* x; }", []],
  ["new.target", "function f() { return new.target; }", []],
  ["optional chaining calls", "(a) => a?.b?.(c)", ["c"]],
])("%s", (_, source, expected) => {
  expect(free(`return (${source});`)).toEqual(expected);
});

test("a name that typeof asked about first is marked as guarded", () => {
  const tree = parse("typeof window === 'undefined' ? other : window.x", { ecmaVersion: "latest", locations: true });
  expect(freeNames(tree).map(({ name, guarded }) => [name, guarded])).toEqual([
    ["window", true],
    ["other", false],
  ]);
});
