import { expect, test } from "vitest";
import { SpatialError } from "../../src/errors.ts";
import { findUnclonable } from "../../src/tasks/unclonable.ts";
import { packError, unpackError } from "../../src/tasks/wire-error.ts";

/** As it comes out on the other side of a thread. */
const across = (thrown: unknown): Error => unpackError(structuredClone(packError(thrown)));

class OwnError extends Error {
  override readonly name = "OwnError";
}

test.each<[string, Error]>([
  ["our own error", new SpatialError("TOPOLOGY", "crossing", { cause: new Error("inner") })],
  ["a standard error", new RangeError("far")],
  ["an error class of the user's", new OwnError("mine")],
])("%s keeps name, message and stack", (_, error) => {
  const copy = across(error);
  expect(copy).toMatchObject({ name: error.name, message: error.message });
  expect(copy.stack).toBe(error.stack);
});

test("our own error keeps class, code and cause", () => {
  const copy = across(new SpatialError("TOPOLOGY", "crossing", { cause: new RangeError("inner") }));
  expect(copy).toBeInstanceOf(SpatialError);
  expect(copy).toMatchObject({ code: "TOPOLOGY", cause: { message: "inner" } });
  expect(copy.cause).toBeInstanceOf(RangeError);
});

test("a code on any error is kept", () => {
  expect(across(Object.assign(new Error("gone"), { code: "ENOENT" }))).toMatchObject({ code: "ENOENT" });
});

test("a chain of causes that goes round in circles ends", () => {
  const error = new Error("round");
  error.cause = error;
  expect(across(error).message).toBe("round");
});

test.each([
  ["text", "just text", "just text"],
  ["undefined", undefined, "undefined was thrown instead of an error"],
  ["an object without a text", Object.create(null), "a value that can't be shown was thrown instead of an error"],
])("%s thrown instead of an error is described", (_, thrown, message) => {
  expect(across(thrown).message).toBe(message);
});

test("an error whose message can't be read does not break the lane", () => {
  const error = Object.defineProperty(new Error("x"), "message", {
    get() {
      throw new Error("deep");
    },
  });
  expect(across(error).message).toMatch(/can't be read/);
});

test.each<[string, unknown, string | undefined]>([
  ["plain data", { a: [1, { b: new Map([[1, 2]]) }] }, undefined],
  ["a function", { rows: [{ draw: () => 1 }] }, "x.rows[0].draw is a function"],
  ["a class", { make: OwnError }, "x.make is a class"],
  ["a symbol in a map", new Map([["key", Symbol("s")]]), "x.values[0] is a symbol"],
  ["a promise", { later: Promise.resolve() }, "x.later is a Promise"],
  ["a weak map", [new WeakMap()], "x[0] is a WeakMap"],
])("%s: the part that can't be cloned is named", (_, value, expected) => {
  expect(findUnclonable(value, "x")).toBe(expected);
});

test("a cycle with an unclonable part is searched to its end", () => {
  const value: Record<string, unknown> = { bad: () => 1 };
  value["self"] = value;
  expect(findUnclonable(value, "x")).toBe("x.bad is a function");
});
