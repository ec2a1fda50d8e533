import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openChromium } from "../fixtures/chromium.ts";
import { type JupyterServer, startJupyterServer } from "../fixtures/jupyter-server.ts";
import { coloursOf, LabPage } from "../fixtures/lab-page.ts";

/** What stands in place of each chart's own picture, which is the light one. */
const PICTURES = `Array.from(document.querySelectorAll('[class^="mapcell-chart"] img'), (one) =>
  getComputedStyle(one).content.slice(0, 19))`;

let server: JupyterServer;
let browser: Browser;

beforeAll(async () => {
  server = await startJupyterServer();
  browser = await openChromium();
});
afterAll(async () => {
  await browser?.close();
  await server?.close();
});

test("a thematic map in JupyterLab has its legend, and figures stand below their tasks, in both themes", async () => {
  const lab = await LabPage.open(browser, server, "thematic-map.ipynb");
  const { page } = lab;
  await page.setViewportSize({ width: 1280, height: 760 });
  await lab.runAll();
  await lab.cell(4).getByText("billion dollars").first().waitFor();
  const map = lab.cell(1).locator(".mapcell-map");
  await map.scrollIntoViewIfNeeded();
  await expect.poll(() => map.locator(".mapcell-class-label").count(), { timeout: 60_000 }).toBeGreaterThan(4);
  await expect.poll(() => coloursOf(map.locator("canvas")), { timeout: 60_000 }).toBeGreaterThan(100);
  await lab.cell(2).getByText("1500 × 640 px").waitFor();
  await lab.screenshot("thematic-map-light");
  await page.getByRole("menuitem", { name: "Settings", exact: true }).click();
  await page.getByText("Theme", { exact: true }).first().hover();
  await page.getByText("JupyterLab Dark", { exact: true }).click();
  await page.locator("body[data-jp-theme-light=false]").waitFor({ state: "attached" });
  await expect.poll(() => coloursOf(map.locator("canvas")), { timeout: 60_000 }).toBeGreaterThan(100);
  await lab.screenshot("thematic-map-dark");
  await lab.cell(2).scrollIntoViewIfNeeded();
  const figure = lab.cell(2).locator('.jp-OutputArea img[alt^="Gross domestic product"]');
  await figure.waitFor();
  expect(await figure.getAttribute("width")).toBe("960"); // 1,500 pixels at 150 an inch
  const charts = lab.cell(5).locator('.jp-OutputArea [class^="mapcell-chart"] img');
  await charts.last().scrollIntoViewIfNeeded();
  expect(await page.evaluate(PICTURES)).toEqual(Array(2).fill('url("data:image/png'));
  await lab.screenshot("charts-dark");
  await page.getByRole("menuitem", { name: "Settings", exact: true }).click();
  await page.getByText("Theme", { exact: true }).first().hover();
  await page.getByText("JupyterLab Light", { exact: true }).click();
  await page.locator("body[data-jp-theme-light=true]").waitFor({ state: "attached" });
  expect(await page.evaluate(PICTURES)).toEqual(["normal", "normal"]);
  await lab.screenshot("charts-light");
  expect([lab.strangers, lab.errors]).toEqual([[], []]);
  await page.close();
});
