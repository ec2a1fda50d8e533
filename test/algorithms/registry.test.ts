import { expect, test } from "vitest";
import { algorithms, findAlgorithm } from "../../src/algorithms/registry.ts";
import { namedParameters } from "../../src/schema/parameter.ts";

test.each([
  ["simplify", "native:simplifygeometries"],
  ["simplifygeometries", "native:simplifygeometries"],
  ["native:simplifygeometries", "native:simplifygeometries"],
  ["native:reprojectlayer", "native:reprojectlayer"],
  [" Buffer ", "native:buffer"],
])("%s finds %s", (given, id) => {
  expect(findAlgorithm(given).id).toBe(id);
});

test.each([
  ["bufer", `Did you mean "buffer"?`],
  ["native:simplfy", `Did you mean "simplify"`],
  ["xyz", "See %algorithms"],
])("%s is refused: %s", (given, advice) => {
  expect(() => findAlgorithm(given)).toThrowError(
    expect.objectContaining({ code: "UNKNOWN_ALGORITHM", message: expect.stringContaining(advice) }),
  );
});

test("names and ids are unique, and layers come first among parameters", () => {
  const names = algorithms.flatMap(({ name, id }) => [name, id]);
  expect(new Set(names).size).toBe(names.length);
  for (const { parameters } of algorithms) {
    const layers = namedParameters(parameters).map(({ type }) => type.input !== undefined);
    expect(layers).toEqual(layers.toSorted((a, b) => Number(b) - Number(a)));
  }
});
