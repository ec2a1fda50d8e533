// `npm run check`: what is said of the sources without running them, all at once; the output of what fails comes last.
import { spawn } from "node:child_process";

const PARTS = [
  "npm run -s lint",
  "npm run -s typecheck",
  "npm run -s knip",
  "vitest run --config test/vitest.config.ts test/architecture.test.ts",
  "npm run -s format:check",
];

const parts = await Promise.all(PARTS.map(run));
for (const { command, code, output, seconds } of parts) {
  console.log(`${code === 0 ? "ok" : "FAILED"}  ${seconds} s  ${command}`);
  if (code !== 0) console.log(output);
}
process.exitCode = parts.every(({ code }) => code === 0) ? 0 : 1;

/** @returns how it ended, and what it said */
function run(command) {
  const start = Date.now();
  const child = spawn(command, { shell: true, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (data) => (output += data));
  return new Promise((resolve) => {
    child.on("close", (code) =>
      resolve({ command, code, output, seconds: Math.round((Date.now() - start) / 100) / 10 }),
    );
  });
}
