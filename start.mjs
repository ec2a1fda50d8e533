// `npm start`: sets up what is missing, then opens JupyterLab on notebooks/. Arguments go on to JupyterLab
// (`npm start -- --no-browser` prints the URL). Plain Node, since it runs before anything is installed.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ensureBuild, ensurePackages } from "./src/setup/project.mjs";
import { ensureJupyter } from "./src/setup/python.mjs";
import { registerKernel } from "./src/setup/register.mjs";
import { runHere } from "./src/setup/run.mjs";

const root = fileURLToPath(new URL(".", import.meta.url)).replace(/[/\\]$/, "");
const say = (line) => console.log(`mapcell: ${line}`);

try {
  process.exitCode = await start(process.argv.slice(2));
} catch (error) {
  console.error(`mapcell: ${error.message}`);
  process.exitCode = 1;
}

async function start(labArguments) {
  await ensurePackages(root, say);
  await ensureBuild(root, say);
  const environment = join(root, ".venv");
  const jupyter = await ensureJupyter({ folder: environment, say });
  if (jupyter.status === "missing") return runHeadless(jupyter.reason);
  await registerKernel(root, environment);
  const asRoot = process.getuid?.() === 0 ? ["--allow-root"] : [];
  const folder = `--ServerApp.root_dir=${join(root, "notebooks")}`;
  say("Opening JupyterLab on notebooks/; start with quickstart.ipynb. Ctrl+C twice ends it.");
  return runHere(jupyter.python, ["-m", "jupyterlab", folder, ...asRoot, ...labArguments], { cwd: root });
}

/** Without JupyterLab the quickstart still runs, in the terminal. */
async function runHeadless(reason) {
  say(reason);
  say("Running notebooks/quickstart.ipynb without JupyterLab instead.");
  const results = join(root, ".mapcell", "quickstart.ipynb");
  mkdirSync(join(root, ".mapcell"), { recursive: true });
  const cli = join(root, "dist", "src", "cli", "main.js");
  const code = await runHere(process.execPath, [
    cli,
    "run",
    join(root, "notebooks", "quickstart.ipynb"),
    "-o",
    results,
  ]);
  if (code === 0) say(`The notebook with its results is ${results}; any notebook viewer shows it.`);
  return code;
}
