import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openChromium } from "../fixtures/chromium.ts";
import { startJupyterServer, writeNotebook, type JupyterServer } from "../fixtures/jupyter-server.ts";
import { coloursOf, LabPage } from "../fixtures/lab-page.ts";

let server: JupyterServer;
let browser: Browser;

beforeAll(async () => {
  server = await startJupyterServer("notebook");
  const endless = "tasks.add(Task.fromFunction((_, ctx) => { for (;;) ctx.throwIfCanceled(); }));";
  writeNotebook(server, "endless.ipynb", ["const kept = 42;", endless, "console.log('busy'); for (;;);", "kept"]);
  browser = await openChromium();
});
afterAll(async () => {
  await browser?.close();
  await server?.close();
});

test("the quickstart runs in Notebook 7: every bar ends under its cell, and the map is painted", async () => {
  const page = await LabPage.open(browser, server, "quickstart.ipynb");
  await page.runAll();
  await page.cell(4).getByText("EPSG:4326").first().waitFor();
  await expect(page.cell(0).locator(".jp-OutputArea").innerText()).resolves.toMatch(/countries.*177 features/s);
  await expect(page.cell(2).locator(".jp-OutputArea").innerText()).resolves.toMatch(/reach_on_land/);
  await expect(page.page.locator(".jp-OutputArea [role=progressbar]").count()).resolves.toBe(0);
  const map = page.page.locator(".mapcell-map");
  await map.scrollIntoViewIfNeeded();
  await expect
    .poll(() => map.locator(".mapcell-layer-name").allInnerTexts())
    .toEqual(expect.arrayContaining(["countries", "cities", "reach_on_land"]));
  await expect.poll(() => coloursOf(map.locator("canvas")), { timeout: 60_000 }).toBeGreaterThan(100);
  await page.screenshot("notebook7-map");
  await expect(page.page.locator(".mapcell-companion").first().isVisible()).resolves.toBe(false);
  const ours = page.errors.filter((error) => !error.includes("/static/notebook/")); // its own settings menu throws one
  expect([page.strangers, ours]).toEqual([[], []]);
  await page.page.close();
});

test("its interrupt button ends a busy cell and cancels the tasks, and variables survive", async () => {
  const page = await LabPage.open(browser, server, "endless.ipynb");
  await page.runAll();
  await page.cell(2).getByText("busy", { exact: true }).waitFor();
  await page.interrupt();
  await page.cell(1).getByText("cancelled").waitFor();
  await page.cell(2).locator('[data-mime-type="application/vnd.jupyter.stderr"]').waitFor();
  await page.cell(3).click();
  await page.page.keyboard.press("Shift+Enter");
  await page.cell(3).getByText("42").waitFor();
  await expect(page.cell(2).locator(".jp-OutputArea").innerText()).resolves.toMatch(/busy\s+KernelInterrupted/);
  await page.screenshot("notebook7-stopped");
  await page.page.close();
});
