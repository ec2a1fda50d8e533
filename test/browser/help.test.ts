import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openChromium } from "../fixtures/chromium.ts";
import { startJupyterServer, writeNotebook, type JupyterServer } from "../fixtures/jupyter-server.ts";
import { LabPage } from "../fixtures/lab-page.ts";

let server: JupyterServer;
let browser: Browser;
let lab: LabPage;

beforeAll(async () => {
  server = await startJupyterServer();
  const folder = join(server.root, "my data");
  mkdirSync(folder);
  writeFileSync(join(folder, "one.geojson"), '{ "type": "Point", "coordinates": [1, 2] }');
  writeNotebook(server, "help.ipynb", ["%load countries data/countries.geojson", ""]);
  browser = await openChromium();
  lab = await LabPage.open(browser, server, "help.ipynb");
  await lab.runAll();
  await lab.cell(0).getByText("177 features").waitFor();
});
afterAll(async () => {
  await browser?.close();
  await server?.close();
});

async function type(text: string, key: string): Promise<void> {
  await lab.cell(1).locator(".cm-content").click();
  await lab.page.keyboard.press("Control+a");
  await lab.page.keyboard.type(text);
  await lab.page.keyboard.press(key);
}

test("Tab shows the names of CRSs on one line each, and puts in the code", async () => {
  await type("%load x data/cities.geojson --crs lambert-9", "Tab");
  const item = lab.page.locator(".jp-Completer-item", { hasText: "EPSG:2154" });
  await item.waitFor();
  const name = item.locator(".jp-Completer-typeExtended");
  expect(await name.innerText()).toBe("rgf93\u00a0v1\u00a0/\u00a0lambert\u201193");
  const heights = await name.evaluate((node) => [node.scrollHeight, node.clientHeight]);
  expect(heights[0]).toBe(heights[1]);
  await lab.screenshot("help-crs");
  await item.click();
  await lab.cell(1).getByText("--crs EPSG:2154").waitFor();
});

test("Tab leads into a folder with a blank in its name, and the line runs", async () => {
  await type("%load one my", "Tab");
  await lab.page.locator(".jp-Completer-item", { hasText: '"my data/' }).click();
  await lab.page.keyboard.press("Tab");
  await lab.page.locator(".jp-Completer-item", { hasText: "one.geojson" }).click();
  await lab.page.keyboard.press("Control+Enter");
  await lab.cell(1).getByText("1 feature, Point").waitFor();
  expect(await lab.cell(1).locator(".cm-content").innerText()).toBe('%load one "my data/one.geojson"');
});

test("Shift+Tab shows a layer's schema and size", async () => {
  await type("%buffer countries", "Shift+Tab");
  const tooltip = lab.page.locator(".jp-Tooltip");
  await tooltip.getByText("177 features, 10,599 vertices").waitFor();
  expect(await tooltip.innerText()).toMatch(/countries: MultiPolygon layer[^]*Fields\s+name\s+string[^]*%buffer INPUT/);
  await lab.screenshot("help-layer");
});
