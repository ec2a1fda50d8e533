// `npm test`: sets up what is missing, then runs every check and test. `npm test -- unit jupyter` runs only those suites.
// What this machine lacks is skipped with its reason; with CI=true nothing is skipped. The last line is the sum.
// Plain Node, since it runs before anything is installed.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { ensureBuild, ensurePackages } from "./src/setup/project.mjs";
import { addPackages, ensureJupyter } from "./src/setup/python.mjs";
import { registerKernel } from "./src/setup/register.mjs";
import { runHere } from "./src/setup/run.mjs";
import { ensureCorpusPackages } from "./test/setup/corpus-packages.mjs";
import { ensureNode } from "./test/setup/other-node.mjs";
import { nameFailures, nameSkipped } from "./test/setup/failures.mjs";

const root = fileURLToPath(new URL(".", import.meta.url)).replace(/[/\\]$/, "");
const inCi = process.env.CI === "true";
const environment = join(root, ".venv");
const results = join(root, "test-results");
const MAX_FAILURES = 20;
const say = (line) => console.log(`mapcell: ${line}`);

/** `needs` names what only some machines have; the system suites run against the built kernel. */
const SUITES = [
  { name: "check", needs: [] },
  { name: "unit", needs: [], config: "test/vitest.config.ts" },
  { name: "kernel", needs: [], config: "test/vitest.system.config.ts", folder: "test/kernel-process" },
  { name: "headless", needs: [], config: "test/vitest.system.config.ts", folder: "test/headless" },
  { name: "corpus", needs: ["corpus"], config: "test/vitest.system.config.ts", folder: "test/corpus" },
  { name: "node24", needs: ["node24"], config: "test/vitest.node24.config.ts" },
  { name: "jupyter", needs: ["python"], config: "test/vitest.system.config.ts", folder: "test/jupyter" },
  { name: "browser", needs: ["python", "chromium"], config: "test/vitest.system.config.ts", folder: "test/browser" },
];

process.on("SIGINT", () => process.exit(130));

const outcomes = [];
try {
  await testAll(process.argv.slice(2));
} catch (error) {
  console.error(`mapcell: ${error.message}`);
  outcomes.push({ name: "set-up", passed: 0, failed: 1, skipped: 0, note: "see above" });
}
process.exitCode = report() ? 0 : 1;

async function testAll(wanted) {
  const suites = SUITES.filter(({ name }) => wanted.length === 0 || wanted.includes(name));
  const unknown = wanted.filter((name) => !SUITES.some((suite) => suite.name === name));
  if (unknown.length > 0)
    throw new Error(`No suite "${unknown[0]}"; there are ${SUITES.map((suite) => suite.name).join(", ")}.`);
  await ensurePackages(root, say);
  mkdirSync(results, { recursive: true });
  const needsPython = suites.some((suite) => suite.needs.includes("python"));
  // pip works while the first suites run; awaited below.
  const jupyter = needsPython ? ensureJupyter({ folder: environment, say }) : undefined;
  for (const suite of suites.filter(({ needs }) => needs.length === 0)) outcomes.push(await runSuite(suite));
  const lacking = jupyter === undefined ? {} : await findLacking(jupyter);
  for (const suite of suites.filter(({ needs }) => needs.length > 0)) {
    if (suite.name === "node24") lacking.node24 = await findNode24(suite);
    if (suite.name === "corpus")
      lacking.corpus = await ensureCorpusPackages({ folder: join(root, ".setup/corpus"), say });
    const reasons = suite.needs.flatMap((need) => lacking[need] ?? []);
    outcomes.push(reasons.length === 0 ? await runSuite(suite) : leaveOut(suite, reasons.join("\n")));
  }
}

/** @returns why there is none */
async function findNode24(suite) {
  const found = await ensureNode({ major: 24, folder: join(root, ".setup", "node24"), say });
  suite.program = found.node;
  if (found.status === "ready") await ensureBuild(root, say);
  return found.reason;
}

/** What this machine lacks, as need -> reason. */
async function findLacking(jupyter) {
  const python = await jupyter;
  const chromium = findChromium();
  if (chromium) process.env.MAPCELL_CHROMIUM = chromium;
  let reason = python.reason;
  if (python.status === "ready") {
    process.env.MAPCELL_PYTHON = python.python;
    const requirements = join(root, "test", "requirements.txt");
    reason = await addPackages({ folder: environment, python: python.python, requirements, say });
    await ensureBuild(root, say);
    await registerKernel(root, environment);
  }
  return {
    python: reason,
    chromium: chromium
      ? undefined
      : "no Chromium found (Debian: apt-get install chromium), or name one in MAPCELL_CHROMIUM",
  };
}

function findChromium() {
  const given = process.env.MAPCELL_CHROMIUM;
  if (given) return given;
  const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
  const folders = (process.env.PATH ?? "").split(delimiter);
  return folders.flatMap((folder) => names.map((name) => join(folder, name))).find((file) => existsSync(file));
}

async function runSuite(suite) {
  console.log(`\n── ${suite.name} ${"─".repeat(100 - suite.name.length)}`);
  const start = Date.now();
  const outcome = await (suite.name === "check" ? runCheck() : runVitest(suite)).catch(failedSetUp);
  return { ...outcome, name: suite.name, seconds: (Date.now() - start) / 1000 };
}

/** A build that fails costs its suite, not the others. */
function failedSetUp(error) {
  console.error(`mapcell: ${error.message}`);
  return { passed: 0, failed: 1, skipped: 0, note: "the set-up failed; see above" };
}

async function runCheck() {
  const code = await runHere("npm", ["run", "--silent", "check"], { cwd: root, shell: process.platform === "win32" });
  return code === 0
    ? { passed: 1, failed: 0, skipped: 0 }
    : { passed: 0, failed: 1, skipped: 0, note: "npm run check" };
}

async function runVitest({ name, config, folder, program = process.execPath }) {
  if (folder) await ensureBuild(root, say);
  const json = join(results, `${name}.json`);
  rmSync(json, { force: true });
  const vitest = join(root, "node_modules", "vitest", "vitest.mjs");
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${json}`];
  const code = await runHere(program, [vitest, "run", "--config", config, ...(folder ? [folder] : []), ...reporters], {
    cwd: root,
  });
  return countTests(name, json, code);
}

/** The numbers of a run; a file that failed to load and an error outside any test count as one failure each. */
function countTests(name, json, code) {
  if (!existsSync(json))
    return { passed: 0, failed: 1, skipped: 0, note: `vitest ended with code ${code} and no report` };
  const run = JSON.parse(readFileSync(json, "utf8"));
  const unloaded = run.testResults.filter(
    (file) => file.status === "failed" && file.assertionResults.length === 0,
  ).length;
  const failed = run.numFailedTests + unloaded;
  const stray = code !== 0 && failed === 0 ? 1 : 0;
  const note = stray ? "an error outside the tests; see above" : undefined;
  return {
    passed: run.numPassedTests,
    failed: failed + stray,
    skipped: run.numPendingTests + run.numTodoTests,
    failures: nameFailures(name, run, root),
    left: nameSkipped(name, run, root),
    note,
  };
}

/** A suite that this machine cannot run: skipped by file, or failed where everything must run. */
function leaveOut({ name, folder }, reason) {
  const files =
    folder === undefined ? 1 : readdirSync(join(root, folder)).filter((file) => file.endsWith(".test.ts")).length;
  return {
    name,
    passed: 0,
    failed: inCi ? files : 0,
    skipped: inCi ? 0 : files,
    note: `${folder === undefined ? "the suite is" : `${files} test files`} not run: ${reason}`,
  };
}

function sum(key) {
  return outcomes.reduce((total, outcome) => total + outcome[key], 0);
}

/** Named once more at the end, where they are seen even if only the end of a log is kept. */
function reportFailures() {
  const failures = outcomes.flatMap((outcome) => outcome.failures ?? []);
  for (const failure of failures.slice(0, MAX_FAILURES)) console.log(`\n✗ ${failure}`);
  if (failures.length > MAX_FAILURES) console.log(`\n… and ${failures.length - MAX_FAILURES} more`);
}

function report() {
  console.log(`\n${"═".repeat(60)}`);
  reportFailures();
  for (const { name, passed, failed, skipped, seconds, note } of outcomes) {
    const counts = `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
    console.log(
      `${name.padEnd(10)}${counts}${seconds === undefined ? "" : ` (${seconds.toFixed(1)} s)`}${note ? `\n  ${note}` : ""}`,
    );
  }
  for (const name of outcomes.flatMap((outcome) => outcome.left ?? [])) console.log(`not run here: ${name}`);
  const skipped = sum("skipped");
  console.log(`${sum("passed")} passed, ${sum("failed")} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`);
  return sum("failed") === 0;
}
