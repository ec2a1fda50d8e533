import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { mapcell, outputsOf, runProgram, succeeding, textOf } from "../fixtures/cli.ts";
import {
  environmentPython,
  isolatedJupyter,
  startJupyterServer,
  type JupyterServer,
} from "../fixtures/jupyter-server.ts";

const LAYERS = "[...layers].map((layer) => `${layer.name} ${layer.length} ${layer.hash}`).join('\\n')";

let server: JupyterServer;
const folder = mkdtempSync(join(tmpdir(), "mapcell-headless-"));
const local = join(folder, "local.ipynb");

beforeAll(async () => {
  server = await startJupyterServer();
  addCell(join(server.root, "quickstart.ipynb"), LAYERS);
  await succeeding(mapcell("run", join(server.root, "quickstart.ipynb"), "-o", local));
});
afterAll(async () => {
  await server?.close();
  rmSync(folder, { recursive: true });
});

/** Adds a last cell to a notebook file. */
function addCell(path: string, source: string): void {
  const notebook = JSON.parse(readFileSync(path, "utf8"));
  notebook.cells.push({ id: "added", cell_type: "code", metadata: {}, execution_count: null, outputs: [], source });
  writeFileSync(path, JSON.stringify(notebook));
}

test("a Jupyter server's kernel gives the same file as a local one", async () => {
  const remote = join(folder, "remote.ipynb");
  const notebook = join(server.root, "quickstart.ipynb");
  await succeeding(mapcell("run", notebook, "--server", server.url, "--token", server.token, "-o", remote));
  expect(readFileSync(remote, "utf8")).toBe(readFileSync(local, "utf8"));
});

test("a wrong token, a missing kernel and a dead server end with code 3 and say so", async () => {
  const notebook = join(server.root, "quickstart.ipynb");
  const [token, kernel, dead] = await Promise.all([
    mapcell("run", notebook, "--server", server.url, "--token", "wrong"),
    mapcell("run", notebook, "--server", server.url, "--token", server.token, "--kernel", "none"),
    mapcell("run", notebook, "--server", "http://127.0.0.1:9"),
  ]);
  expect(token).toMatchObject({ code: 3, err: expect.stringContaining("check --server and --token") });
  expect(kernel).toMatchObject({ code: 3, err: expect.stringContaining('no kernel "none"') });
  expect(dead).toMatchObject({ code: 3, err: expect.stringContaining("http://127.0.0.1:9") });
});

test("nbclient gives the same layers, every display in its final state and no error", async () => {
  const executed = join(folder, "nbclient.ipynb");
  const args = ["-m", "jupyter", "execute", join(server.root, "quickstart.ipynb"), `--output=${executed}`];
  await succeeding(runProgram(environmentPython(), args, isolatedJupyter(join(folder, "jupyter"))));
  expect(outputsOf(executed).map(textOf)).toEqual(outputsOf(local).map(textOf));
  expect(textOf(outputsOf(executed).at(-1) ?? [])).toMatch(/reach_on_land \d+ [0-9a-f]{64}/);
});
