import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { mapcell, runProgram, succeeding } from "../fixtures/cli.ts";
import { environmentPython } from "../fixtures/jupyter-server.ts";

/** A Python environment of its own, without anything in it. */
let prefix: string;
let packages: string;
beforeAll(() => {
  prefix = join(mkdtempSync(join(tmpdir(), "mapcell env-")), "my env");
  spawnSync(environmentPython(), ["-m", "venv", "--without-pip", prefix]);
  const lib = join(prefix, "lib");
  packages = join(lib, readdirSync(lib)[0] ?? "", "site-packages");
});
afterAll(() => rmSync(dirname(prefix), { recursive: true }));

function python(): string {
  return join(prefix, "bin", "python3");
}

/** What pip leaves of a package, as far as its version is read from it. */
function pretend(name: string, version: string): void {
  const info = join(packages, `${name}-${version}.dist-info`);
  mkdirSync(info, { recursive: true });
  writeFileSync(join(info, "METADATA"), `Metadata-Version: 2.1\nName: ${name}\nVersion: ${version}\n`);
}

function extension(name: string, version: string): void {
  const folder = join(prefix, "share", "jupyter", "labextensions", name);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "package.json"), JSON.stringify({ version }));
}

async function faults(): Promise<string> {
  const { out } = await mapcell("doctor", "--prefix", prefix);
  return out.slice(out.indexOf("kernel starts"));
}

test("the doctor finds nothing wrong in the private environment", async () => {
  const { code, out } = await mapcell("doctor", "--prefix", resolve(environmentPython(), "..", ".."));
  expect([code, out]).toEqual([0, expect.stringMatching(/^ok {5}JupyterLab 4.*All is well\.\n$/ms)]);
});

test("JupyterLab's own script for Node is no ES module in the private environment, and prints no stack", () => {
  const find = "import jupyterlab, os; print(os.path.dirname(jupyterlab.__file__))";
  const { stdout } = spawnSync(environmentPython(), ["-c", find], { encoding: "utf8" });
  const script = join(stdout.trim(), "node-version-check.js");
  expect(existsSync(script)).toBe(true);
  expect(spawnSync(process.execPath, [script], { encoding: "utf8" })).toMatchObject({ status: 0, stderr: "" });
});

test("in an empty environment the doctor names Jupyter and the command that installs it there", async () => {
  const { code, out } = await mapcell("doctor", "--prefix", prefix);
  expect(code).toBe(1);
  expect(out).toContain(`FAULT  no Jupyter in ${python()}`);
  expect(out).toContain(`-> "${python()}" -m pip install --upgrade jupyterlab anywidget`);
});

test("the doctor names old and missing parts, each with what mends it", async () => {
  pretend("jupyter_core", "5.9.1");
  writeFileSync(join(packages, "jupyter_core.py"), "");
  mkdirSync(join(packages, "jupyter_core"));
  writeFileSync(join(packages, "jupyter_core", "__init__.py"), "");
  const data = JSON.stringify(join(prefix, "share", "jupyter"));
  writeFileSync(join(packages, "jupyter_core", "paths.py"), `def jupyter_path():\n    return [${data}]\n`);
  pretend("jupyterlab", "3.6.8");
  extension("@jupyter-widgets/jupyterlab-manager", "3.1.0");
  const found = await faults();
  expect(found).toContain("FAULT  JupyterLab 3.6.8 is too old: JupyterLab 4 or Notebook 7 is needed");
  expect(found).toContain("jupyterlab-manager 3.1.0 is too old: 5.0 is needed");
  expect(found).toContain("no JupyterLab extension anywidget: maps stay pictures");
  expect(found).toContain(`-m pip install --upgrade "anywidget>=0.9"`);
  expect(found).toContain("FAULT  kernel not registered with Jupyter");
  expect(found).toMatch(/\n4 things to mend\.\n$/);
});

test("once all is mended the doctor is content, and hints at papermill's plug-in until it is there", async () => {
  pretend("jupyterlab", "4.4.0");
  rmSync(join(packages, "jupyterlab-3.6.8.dist-info"), { recursive: true });
  extension("@jupyter-widgets/jupyterlab-manager", "5.0.13");
  extension("anywidget", "0.9.13");
  pretend("papermill", "2.6.0");
  await succeeding(mapcell("install", "--prefix", prefix));
  expect(await faults()).toMatch(
    /hint {3}papermill 2\.6\.0 cannot set parameters.*--papermill --prefix ".*All is well/s,
  );
  await succeeding(mapcell("install", "--prefix", prefix, "--papermill"));
  expect(await faults()).toMatch(/ok {5}papermill 2\.6\.0 with mapcell's plug-in.*All is well/s);
});

test("the plug-in takes the place of an older one, and goes without a trace when mapcell is uninstalled", async () => {
  const before = readdirSync(packages).filter((name) => !name.startsWith("mapcell"));
  pretend("mapcell_papermill", "0.0.1");
  await succeeding(mapcell("install", "--prefix", prefix, "--papermill"));
  expect(readdirSync(packages)).not.toContain("mapcell_papermill-0.0.1.dist-info");
  await runProgram(python(), ["-m", "compileall", "-q", packages]);
  const { out } = await succeeding(mapcell("uninstall", "--prefix", prefix));
  expect(out).toMatch(/^Removed .*kernels\/mapcell\nRemoved the plug-in of papermill from .*site-packages\n$/);
  expect(readdirSync(packages).filter((name) => name !== "__pycache__")).toEqual(before);
  expect(readdirSync(join(packages, "__pycache__")).join()).not.toContain("mapcell");
  expect(existsSync(join(prefix, "share", "jupyter", "kernels", "mapcell"))).toBe(false);
  expect((await mapcell("uninstall", "--prefix", prefix)).code).toBe(2);
});

test("another's kernel is not replaced", async () => {
  const folder = join(prefix, "share", "jupyter", "kernels", "deno");
  mkdirSync(folder, { recursive: true });
  const spec = JSON.stringify({ argv: ["deno"], display_name: "Deno", language: "typescript" });
  writeFileSync(join(folder, "kernel.json"), spec);
  const { code, err } = await mapcell("install", "--prefix", prefix, "--name", "deno");
  expect([code, err]).toEqual([2, expect.stringMatching(/"deno" is another kernel already.*choose another --name/)]);
  expect(readFileSync(join(folder, "kernel.json"), "utf8")).toBe(spec);
});

test("papermill's plug-in needs a Python at the place", async () => {
  const { code, err } = await mapcell("install", "--prefix", join(prefix, "share"), "--papermill");
  expect([code, err]).toEqual([2, expect.stringContaining("give the folder of a Python environment")]);
});
