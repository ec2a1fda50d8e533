import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Layer } from "../../src/layers/layer.ts";
import { LayerStore } from "../../src/layers/layer-store.ts";
import type { MapAssets } from "../../src/map/assets.ts";
import { LiveMap } from "../../src/map/live-map.ts";
import { openChromium } from "../fixtures/chromium.ts";
import { buildAssets, ListedTasks, runHere } from "../fixtures/map-parts.ts";
import { type ServedPage, servePage } from "../fixtures/served-page.ts";
import { WidgetHost } from "../fixtures/widget-host.ts";

/** Two cores may be busy with other things. */
const PATIENT = { timeout: 60_000 };
const LONG = "settlements-within-fifty-kilometres-of-a-river";

let assets: MapAssets;
let browser: Browser;
let served: ServedPage;

beforeAll(async () => {
  assets = await buildAssets("browser-panel");
  browser = await openChromium();
  served = await servePage(`<!doctype html><title>panel</title><body style="margin:8px"><div id="a"></div>`);
});
afterAll(async () => {
  await browser.close();
  served.close();
});

interface Shown {
  readonly page: Page;
  readonly store: LayerStore;
  readonly names: () => Promise<readonly string[]>;
  readonly close: () => Promise<void>;
}

/** Three layers on a map as wide as a page of that width. */
async function shown(width: number): Promise<Shown> {
  const page = await browser.newPage({ viewport: { width, height: 600 } });
  page.setDefaultTimeout(PATIENT.timeout);
  await page.goto(served.url);
  const host = await WidgetHost.attach(page);
  const store = new LayerStore();
  const map = new LiveMap({ openComm: host.openComm, store, runInternal: runHere, tasks: new ListedTasks(), assets });
  for (const [index, name] of ["towns", "roads", LONG].entries())
    store.set(name, Layer.from({ type: "Point", coordinates: [index * 20, 10] } as { type: string }));
  await host.show(map.open().modelId, "#a");
  await host.heard("painted", (content) => content["layer"] === "layer-3");
  return {
    page,
    store,
    names: () => page.locator(".mapcell-layer-name").evaluateAll((all) => all.map(({ title }) => title)),
    close: async () => {
      map.close();
      await page.close();
    },
  };
}

test("a layer is moved and restyled by keyboard alone", async () => {
  const { page, store, names, close } = await shown(900);
  expect(await names()).toEqual([LONG, "roads", "towns"]);
  await page.getByRole("button", { name: "Tools of towns" }).press("Enter");
  await page.getByRole("button", { name: "Move towns up" }).press("Enter");
  await expect.poll(names, PATIENT).toEqual([LONG, "towns", "roads"]);
  await page.getByRole("slider", { name: "Opacity of towns" }).press("ArrowLeft");
  await expect.poll(() => store.get("towns")!.style.opacity, PATIENT).toBeCloseTo(0.75);
  await page.getByLabel("Colour of towns").fill("#ff0000");
  await expect.poll(() => store.get("towns")!.style.color, PATIENT).toBe("#ff0000");
  await close();
});

test("home shows all layers again, and the pointer's place is told", async () => {
  const { page, close } = await shown(900);
  const east = page.getByRole("button", { name: `Zoom to ${LONG}` });
  await east.press("Enter");
  await page.getByRole("button", { name: "Zoom to all layers" }).press("Enter");
  await page.getByRole("button", { name: /full ?screen/i }).waitFor();
  await page.mouse.move(300, 200);
  await page.mouse.move(310, 210);
  await expect
    .poll(() => page.locator(".mapcell-place").textContent(), PATIENT)
    .toMatch(/^-?\d+\.\d+, -?\d+\.\d+ {2}z \d/);
  await close();
});
