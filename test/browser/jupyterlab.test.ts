import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openChromium } from "../fixtures/chromium.ts";
import { startJupyterServer, writeNotebook, type JupyterServer } from "../fixtures/jupyter-server.ts";
import { coloursOf, LabPage, watchBars } from "../fixtures/lab-page.ts";

/** Longer than the page needs to stop it, however busy the machine. */
const SLOW = `%%task slow
let area = 0;
for (const i of ctx.range(2_000_000)) area += geometry.area(geometry.buffer({ type: "Point", coordinates: [i, 0] }, 1));
return area;`;

let server: JupyterServer;
let browser: Browser;

beforeAll(async () => {
  server = await startJupyterServer();
  writeNotebook(server, "slow.ipynb", ["const kept = 42;", SLOW, "await new Promise(() => undefined);", "kept"]);
  browser = await openChromium();
});
afterAll(async () => {
  await browser?.close();
  await server?.close();
});

test("the quickstart runs: every task ends under its cell, the map is painted, and comes back after a reload", async () => {
  const lab = await LabPage.open(browser, server, "quickstart.ipynb");
  await lab.runAll();
  const map = lab.page.locator(".mapcell-map");
  await map.waitFor();
  await lab.cell(4).getByText("EPSG:4326").first().waitFor();
  await lab.screenshot("quickstart-end");
  await expect(lab.cell(0).locator(".jp-OutputArea").innerText()).resolves.toMatch(/countries.*177 features/s);
  await expect(lab.cell(1).locator(".jp-OutputArea").innerText()).resolves.toMatch(/reach/);
  await map.scrollIntoViewIfNeeded();
  await expect
    .poll(() => map.locator(".mapcell-layer-name").allInnerTexts())
    .toEqual(expect.arrayContaining(["countries", "cities", "reach_on_land"]));
  await expect.poll(() => coloursOf(map.locator("canvas")), { timeout: 60_000 }).toBeGreaterThan(100);
  await lab.screenshot("quickstart-map");
  await lab.page.locator(".mapcell-companion").first().waitFor({ state: "hidden" });

  const saved = lab.page.waitForResponse(
    (response) => response.request().method() === "PUT" && response.url().includes("quickstart.ipynb"),
  );
  await lab.page.keyboard.press("Control+s");
  await saved;
  await lab.page.reload();
  await lab.ready();
  await map.waitFor();
  await map.scrollIntoViewIfNeeded();
  await expect.poll(() => coloursOf(map.locator("canvas")), { timeout: 60_000 }).toBeGreaterThan(100);
  await lab.screenshot("quickstart-reloaded");
  expect([lab.strangers, lab.errors]).toEqual([[], []]);
  await lab.page.close();
});

test("a bar moves while its task runs; the stop button cancels it and ends the waiting cell, and variables survive", async () => {
  const lab = await LabPage.open(browser, server, "slow.ipynb");
  const bars = await watchBars(lab.page);
  await lab.runAll();
  await lab.cell(1).locator("[role=progressbar]").waitFor();
  await expect.poll(async () => new Set(await bars.read()).size, { timeout: 60_000 }).toBeGreaterThan(3);
  const values = await bars.read();
  expect(values).toEqual(values.toSorted((a, b) => a - b));
  await lab.screenshot("slow-running");
  await lab.interrupt();
  await lab.cell(1).getByText("cancelled").waitFor();
  await lab.cell(2).locator('[data-mime-type="application/vnd.jupyter.stderr"]').waitFor();
  await expect(lab.cell(1).locator("[role=progressbar]").count()).resolves.toBe(0);
  await lab.cell(3).click();
  await lab.page.keyboard.press("Shift+Enter");
  await lab.cell(3).getByText("42").waitFor();
  await lab.screenshot("slow-stopped");
  await lab.page.close();
});
