import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openChromium } from "../fixtures/chromium.ts";
import { type JupyterServer, startJupyterServer } from "../fixtures/jupyter-server.ts";
import { LabPage } from "../fixtures/lab-page.ts";

/** Where JupyterLab says that it has no model for a view. */
const DEAD_VIEW = ".jp-OutputArea-child > .jupyter-widgets:not(:has(*))";
const LINE = `getComputedStyle(document.querySelector(${JSON.stringify(DEAD_VIEW)}), "::after").content`;

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

test("after a restart the live map says so; opened without its kernel the notebook shows the picture and one line", async () => {
  const lab = await LabPage.open(browser, server, "quickstart.ipynb");
  const { page } = lab;
  await lab.runAll();
  const map = page.locator(".mapcell-map");
  await map.waitFor();
  await lab.cell(4).getByText("EPSG:4326").first().waitFor();
  // the picture of the map's cell is drawn after the layers
  await page.locator(".mapcell-companion img").first().waitFor({ state: "attached" });
  const saved = page.waitForResponse(
    (response) => response.request().method() === "PUT" && response.url().includes("quickstart.ipynb"),
  );
  await page.keyboard.press("Control+s");
  await saved;

  await page.locator('[data-command="notebook:restart-kernel"]').first().click();
  await page.locator(".jp-Dialog .jp-mod-accept").click();
  await map.locator(".mapcell-gone").waitFor();
  await map.scrollIntoViewIfNeeded();
  await lab.screenshot("kernel-gone");

  await page.reload();
  await lab.ready();
  await page.locator(DEAD_VIEW).first().waitFor({ state: "attached" });
  await page.locator(".mapcell-companion img").first().waitFor();
  expect(await page.evaluate<string>(LINE)).toContain("Saved picture");
  await page.locator(".mapcell-companion img").first().scrollIntoViewIfNeeded();
  await lab.screenshot("reopened-without-kernel");
  expect(lab.strangers).toEqual([]);
  await page.close();
});
