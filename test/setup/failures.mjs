import { relative } from "node:path";

const MAX_LINES = 12;
const MAX_LINE_LENGTH = 300; // a counterexample of a property is one line, and may be a long one

/**
 * One text for each failure in vitest's JSON report: suite, file and full name, then the first lines of the error,
 * without the test framework's own frames. A file that could not be loaded is named without a test.
 */
export function nameFailures(suite, report, root) {
  return report.testResults.flatMap(({ name, message, assertionResults }) => {
    const file = `${suite}: ${relative(root, name).replaceAll("\\", "/")}`;
    const tests = assertionResults
      .filter(({ status }) => status === "failed")
      .map(
        ({ fullName, failureMessages }) => `${file} > ${fullName.trim()}\n${firstLines(failureMessages.join("\n"))}`,
      );
    return message ? [`${file}\n${firstLines(message)}`, ...tests] : tests;
  });
}

/** One text for each test that was left out in a suite that ran; the files it is in say why. */
export function nameSkipped(suite, report, root) {
  return report.testResults.flatMap(({ name, assertionResults }) =>
    assertionResults
      .filter(({ status }) => status === "skipped" || status === "pending")
      .map(({ fullName }) => `${suite}: ${relative(root, name).replaceAll("\\", "/")} > ${fullName.trim()}`),
  );
}

function firstLines(error) {
  const lines = error.split("\n").filter((line) => !/^\s+at .*node_modules/.test(line));
  return lines
    .slice(0, MAX_LINES)
    .map((line) => `    ${line.slice(0, MAX_LINE_LENGTH)}`)
    .join("\n");
}
