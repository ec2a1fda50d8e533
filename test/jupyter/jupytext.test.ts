import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { notebookFolder, runProgram, succeeding } from "../fixtures/cli.ts";
import { environmentPython } from "../fixtures/jupyter-server.ts";

const folder = notebookFolder();
afterAll(() => folder.remove());
const shipped = readdirSync("notebooks").filter((name) => name.endsWith(".ipynb"));
const { metadata } = JSON.parse(readFileSync("notebooks/quickstart.ipynb", "utf8"));

/** Every place a magic may stand at, and text that only looks like one. */
const CELLS = [
  "%load a x.geojson // a comment",
  "const here = %clip a --overlay b",
  "await %buffer a --distance 2 --as z",
  "%buffer a --distance 5 \\\n  --as b",
  "if (x) {\n  %buffer a --distance {x}\n}",
  "%%task wide --input roads --as wide\nfor (const f of roads) ctx.throwIfCanceled();\nreturn [...roads];",
  '%%process native:buffer\n{ "INPUT": "a" }',
  "%buffer?",
  "// %not a magic, a comment\n1",
  "const rest = a\n% b",
  "const text = `\n%load x\n`;",
];

async function roundTrips(...notebooks: readonly string[]) {
  const { out } = await succeeding(runProgram(environmentPython(), ["test/jupyter/round_trip.py", ...notebooks]));
  return out
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
}

test("notebooks come back from scripts and Markdown as they were, magics and kernel included", async () => {
  const magics = folder.write("magics.ipynb", ...CELLS);
  const notebook = JSON.parse(readFileSync(magics, "utf8"));
  notebook.cells[0].metadata = { tags: ["parameters"] };
  writeFileSync(magics, JSON.stringify({ ...notebook, metadata }));
  const trips = await roundTrips(magics, ...shipped.map((name) => join("notebooks", name)));
  expect(trips.length).toBe(4 * (1 + shipped.length));
  for (const { changed, counts, kernel } of trips) {
    expect(changed).toEqual([]);
    expect(counts[0]).toBe(counts[1]);
    expect(kernel).toBe("mapcell");
  }
});
