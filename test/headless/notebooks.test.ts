import { readdirSync, readFileSync, statSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { mapcell, notebookFolder, outputsOf, succeeding, textOf } from "../fixtures/cli.ts";

const folder = notebookFolder();
afterAll(() => folder.remove());
const notebooks = readdirSync("notebooks").filter((name) => name.endsWith(".ipynb"));

describe.each(notebooks)("%s", (name) => {
  const source = join("notebooks", name);

  test("runs from top to bottom, to the bytes that are saved", async () => {
    const again = join(folder.path, name);
    await succeeding(mapcell("run", source, "-o", again));
    expect(readFileSync(again, "utf8")).toBe(readFileSync(source, "utf8"));
    const outputs = outputsOf(again).flat();
    expect(outputs.filter(({ output_type }) => output_type === "error")).toEqual([]);
    expect(textOf(outputs)).not.toMatch(/\b(queued|running)\b/i);
  });

  test("is verified: a fresh run makes the layers and outputs that it was saved with", async () => {
    const { out } = await succeeding(mapcell("verify", source, "--no-network"));
    expect(out).toContain("gives the same.");
  });

  test("is saved with its outputs, small, and without a trace of the machine", () => {
    expect(statSync(source).size).toBeLessThan(1_000_000);
    const text = readFileSync(source, "utf8");
    for (const place of [process.cwd(), homedir(), tmpdir()]) expect(text).not.toContain(`${place}/`);
    expect(outputsOf(source).flat().length).toBeGreaterThan(3);
  });
});

test("the data of the notebooks stay under 5 MB", () => {
  const sizes = readdirSync("notebooks/data").map((name) => statSync(join("notebooks/data", name)).size);
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(5_000_000);
});
