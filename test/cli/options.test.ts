import { expect, test } from "vitest";
import { parseOptions, positionalsWithin } from "../../src/cli/options.ts";

const options = { timeout: { type: "string" }, "no-browser": { type: "boolean" } } as const;

test("options and positionals are told apart", () => {
  const { values, positionals } = parseOptions({ args: ["a", "--timeout", "5"], allowPositionals: true, options });
  expect([values.timeout, positionals]).toEqual(["5", ["a"]]);
});

test("an unknown option is answered with the nearest one and all there are", () => {
  expect(refusal(["--timout", "5"])).toMatchObject({
    code: "UNKNOWN_OPTION",
    message: 'Unknown option "--timout". Did you mean "--timeout"? Options: --timeout, --no-browser.',
  });
});

test("an option without its value is refused", () => {
  expect(refusal(["--timeout"])).toMatchObject({ code: "BAD_ARGUMENT" });
});

test.each([
  [[], "Given was nothing; expected: mapcell run NOTEBOOK"],
  [["a", "b"], 'Given was "a" "b"; expected: mapcell run NOTEBOOK'],
])("%j where one word is expected shows the usage", (words, message) => {
  expect(() => positionalsWithin(words, [1, 1], "mapcell run NOTEBOOK")).toThrow(message);
});

function refusal(args: string[]): unknown {
  try {
    return parseOptions({ args, allowPositionals: true, options });
  } catch (error) {
    return error;
  }
}
