import { expect, test } from "vitest";
import { nameFailures, nameSkipped } from "./failures.mjs";

const passed = { status: "passed", fullName: "one is one", failureMessages: [] };
const failed = {
  status: "failed",
  fullName: "one is two",
  failureMessages: ["Error: 1 is not 2\n    at sums.test.ts"],
};

test("each failed test is named by suite, file and full name, with its error", () => {
  const file = { name: "/home/test/sums.test.ts", message: "", assertionResults: [passed, failed] };
  expect(nameFailures("unit", { testResults: [file] }, "/home")).toEqual([
    "unit: test/sums.test.ts > one is two\n    Error: 1 is not 2\n        at sums.test.ts",
  ]);
});

test("a file that could not be loaded is named, too", () => {
  const file = { name: "/home/test/sums.test.ts", message: "No such module", assertionResults: [] };
  expect(nameFailures("unit", { testResults: [file] }, "/home")).toEqual([
    "unit: test/sums.test.ts\n    No such module",
  ]);
});

test("a long error is cut to its first lines", () => {
  const long = { ...failed, failureMessages: [`${"x".repeat(5000)}\n`.repeat(50)] };
  const file = { name: "/home/test/sums.test.ts", message: "", assertionResults: [long] };
  const [text] = nameFailures("unit", { testResults: [file] }, "/home");
  expect(text?.split("\n")).toHaveLength(13);
  expect(text?.length).toBeLessThan(4000);
});

test("a test that was left out is named", () => {
  const assertionResults = [
    { status: "passed", fullName: "one", failureMessages: [] },
    { status: "skipped", fullName: "in a container two", failureMessages: [] },
  ];
  const report = { testResults: [{ name: "/home/me/test/a.test.ts", message: "", assertionResults }] };
  expect(nameSkipped("kernel", report, "/home/me")).toEqual(["kernel: test/a.test.ts > in a container two"]);
});
