import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { mapcell, notebookFolder, outputsOf, textOf } from "../fixtures/cli.ts";

const folder = notebookFolder();
afterAll(() => folder.remove());
const out = join(folder.path, "out.ipynb");

test("a failure that its cell has handled fails nothing", async () => {
  const notebook = folder.write(
    "handled.ipynb",
    `try { await geo.load("a", "missing.geojson"); } catch { console.log("caught"); }`,
    `geo.load("b", "missing.geojson").catch(() => console.log("caught, too")); 0`,
    `(await Promise.allSettled([geo.load("c", "missing.geojson")]))[0]!.status`,
    `(await geo.load("d", "missing.geojson").settled).status`,
    `const [e, f] = [geo.load("e", "missing.geojson"), geo.load("f", "missing-2.geojson")];
try { await geo.clip(e, { overlay: f }); } catch { console.log("caught behind"); }`,
    `const whole = new Task("whole");
whole.addSubTask(Task.fromFunction(() => { throw new Error("a part"); }));
tasks.add(whole).catch(() => console.log("caught whole")); 0`,
  );
  const { code, err } = await mapcell("run", notebook, "-o", out);
  expect([code, err]).toEqual([0, expect.stringContaining("Wrote")]);
  const wanted = ["caught", "caught, too", "'rejected'", "'failed'", "caught behind", "caught whole"];
  const texts = outputsOf(out).map(textOf);
  for (const [index, text] of wanted.entries()) expect(texts[index]).toContain(text);
});

test("a failure that nobody handles fails its cell", async () => {
  const cells = [
    `geo.load("a", "missing.geojson");`,
    `geo.load("b", "missing.geojson").then(() => 0); 0`,
    `geo.centroids(geo.load("c", "missing.geojson")).then(() => 0); 0`,
    `geo.load("d", "other.geojson").catch(() => 0); geo.load("e", "missing.geojson"); 0`,
    `geo.load("f", "missing.geojson"); await tasks.wait();`,
    `geo.load("g", "other.geojson").catch(() => { throw new Error("missing.geojson"); }); 0`,
    `Promise.reject(new Error("missing.geojson")); 0`,
  ];
  const notebook = folder.write("failing.ipynb", ...cells);
  // each is to fail, and the next to run all the same
  const expected = readFileSync(notebook, "utf8").replaceAll(
    '"metadata":{},"execution',
    '"metadata":{"tags":["raises-exception"]},"execution',
  );
  writeFileSync(notebook, expected);
  await mapcell("run", notebook, "-o", out);
  const errors = outputsOf(out).map((outputs) => outputs.filter(({ output_type }) => output_type === "error"));
  expect(errors.map(textOf)).toEqual(cells.map(() => expect.stringMatching(/missing\.geojson|load c/)));
});
