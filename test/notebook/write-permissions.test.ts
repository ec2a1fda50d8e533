import { chmod, mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { writeNotebook } from "../../src/notebook/write-notebook.ts";

test("a notebook that is written again keeps its permissions", async () => {
  const folder = await mkdtemp(join(tmpdir(), "mapcell-write-"));
  const path = join(folder, "n.ipynb");
  await writeFile(path, "{}");
  await chmod(path, 0o640);
  await writeNotebook({ nbformat: 4, nbformat_minor: 5, metadata: {}, cells: [] }, path);
  expect((await stat(path)).mode % 0o10_000).toBe(0o640);
  await rm(folder, { recursive: true });
});
