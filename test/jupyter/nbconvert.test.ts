import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { afterAll, expect, test } from "vitest";
import { gatheredManifest } from "../../src/notebook/read-manifest.ts";
import { parseNotebook } from "../../src/notebook/read-notebook.ts";
import { notebookFolder, runProgram, succeeding } from "../fixtures/cli.ts";
import { environmentPython, isolatedJupyter } from "../fixtures/jupyter-server.ts";

const folder = notebookFolder();
afterAll(() => folder.remove());

function nbconvert(...args: readonly string[]) {
  const command = ["-m", "nbconvert", ...args, "--output-dir", folder.path];
  return succeeding(runProgram(environmentPython(), command, isolatedJupyter(folder.path)));
}

test("a notebook executed to HTML shows tasks, map and layer without a kernel", async () => {
  await nbconvert("--execute", "--to", "html", "notebooks/quickstart.ipynb");
  const page = readFileSync(join(folder.path, "quickstart.html"), "utf8");
  const pictures = /src="data:image\/png;base64,[\w+/=]{10000,}"/g;
  expect(page.match(pictures)?.length).toBe(2);
  const body = page.slice(page.indexOf("<body")).replaceAll(pictures, "");
  expect(body).toContain("177 features");
  expect(body).toMatch(/reach_on_land<\/\w+>\s*<\w+[^>]*>1 polygon/);
  expect(body).not.toMatch(/widget-view\+json|progressbar|\b(queued|running)\b/);
  expect(body).not.toContain(resolve("."));
});

test("nbclient saves the manifest that a run of ours does", async () => {
  await nbconvert("--execute", "--to", "notebook", "notebooks/quickstart.ipynb");
  const [ours, theirs] = ["notebooks/quickstart.ipynb", join(folder.path, "quickstart.ipynb")].map((path) =>
    gatheredManifest(parseNotebook(readFileSync(path, "utf8"), path)),
  );
  expect(theirs?.layers).toHaveLength(4);
  expect(theirs).toEqual(ours);
});

test("a failing cell ends an execution with its error", async () => {
  const notebook = folder.write("fails.ipynb", "%load none missing.geojson");
  const args = ["-m", "nbconvert", "--execute", "--to", "html", "--ExecutePreprocessor.kernel_name=mapcell", notebook];
  const { code, err } = await runProgram(environmentPython(), args, isolatedJupyter(folder.path));
  expect([code, err]).toEqual([1, expect.stringContaining("missing.geojson")]);
});

test("the script export keeps the cells' text, magics and all", async () => {
  await nbconvert("--to", "script", "notebooks/quickstart.ipynb");
  const script = readFileSync(join(folder.path, "quickstart.ts"), "utf8");
  expect(script).toContain("%load countries data/countries.geojson");
});
