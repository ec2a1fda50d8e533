import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { mapcell, notebookFolder, outputsOf } from "../fixtures/cli.ts";

const folder = notebookFolder();
afterAll(() => folder.remove());

writeFileSync(join(folder.path, "towns.csv"), "name,size,land\na,10,x\nb,30,x\nc,20,y\nd,,y\n");

test("charts of a table are shown, written, and give their numbers; a saved notebook has them for both themes", async () => {
  const cells = [
    "%load towns towns.csv",
    '%chart hist.png towns size --bins 2 --title "How <b>large</b>" --size 640x400 --dpi 96',
    'const bars = await geo.chart("towns", "size * 2", { kind: "bar", by: "land" });\nbars',
    "bars.rows",
    'try { await geo.chart("towns", "name") } catch (error: any) { console.log(error.message) }',
    'await geo.chart("towns", "size", { kind: "scatter", by: "size", path: "dots.svg" })',
  ];
  const out = join(folder.path, "charts.out.ipynb");
  const { code } = await mapcell("run", folder.write("charts.ipynb", ...cells), "-o", out);
  const outputs = outputsOf(out).map((all) =>
    all.map((output): Record<string, unknown> => ("data" in output ? output.data : { "text/plain": output })),
  );
  const [shown] = outputs[1]!;
  expect(String(shown!["text/plain"])).toMatch(
    /^chart towns hist.png {2}✓ 640 × 400 px written to hist.png, [\d.]+ kB$/,
  );
  const html = String(shown!["text/html"]);
  expect(html).toContain('<img alt="How &lt;b&gt;large&lt;/b&gt;: towns"');
  const [, name = "?"] = /<div class="(mapcell-chart-\w+)">/.exec(html)!;
  expect(html).toContain(`<style>[data-jp-theme-light="false"] .${name} img`);
  expect(shown!["image/png"]).toBeDefined();
  expect(readFileSync(join(folder.path, "hist.png")).readUInt32BE(16)).toBe(640);
  expect(readFileSync(join(folder.path, "dots.svg"), "utf8")).toMatch(/^<svg xmlns/);
  expect(String(outputs[2]!.at(-1)!["text/plain"])).toBe("Bar of size * 2 by land: towns");
  // 10 + 30 twice, 20 twice
  const rows = String(outputs[3]!.at(-1)!["text/plain"]).replaceAll(/\s+/g, " ");
  expect(rows).toBe("[ { land: 'x', 'size * 2': 80 }, { land: 'y', 'size * 2': 40 } ]");
  expect(code).toBe(0);
  expect(JSON.stringify(outputs[4])).toContain(
    "chart: name gives text; a histogram needs numbers or times. Use kind bar",
  );
});
