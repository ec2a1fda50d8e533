import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { dataOf, Layer } from "../../src/layers/layer.ts";
import { LayerStore } from "../../src/layers/layer-store.ts";
import type { MapAssets } from "../../src/map/assets.ts";
import { LiveMap } from "../../src/map/live-map.ts";
import { toMercator } from "../../src/render/mercator.ts";
import { labelsOf } from "../../src/styles/labels.ts";
import { openChromium } from "../fixtures/chromium.ts";
import { buildAssets, ListedTasks, runHere } from "../fixtures/map-parts.ts";
import { type ServedPage, servePage } from "../fixtures/served-page.ts";
import { WidgetHost } from "../fixtures/widget-host.ts";

const PAGE = `<!doctype html><title>labels</title><body style="margin:8px"><div id="a"></div>`;
/** Two cores may be busy with other things. */
const PATIENT = { timeout: 60_000 };
/** What lies over the map has dark text of its own. */
const HIDE_PANELS = `document.head.insertAdjacentHTML("beforeend",
  "<style>.mapcell-panel,.maplibregl-control-container{display:none!important}</style>")`;
const HOSTILE = [
  `<img src=x onerror="alert(1)">`,
  `</script><script>alert(2)</script>`,
  "\u202eمرحبا بالعالم",
  "x".repeat(10_000),
  "plain",
];

let assets: MapAssets;
let browser: Browser;
let served: ServedPage;

beforeAll(async () => {
  assets = await buildAssets("browser-labels");
  browser = await openChromium();
  served = await servePage(PAGE);
});
afterAll(async () => {
  await browser.close();
  served.close();
});

// What runs in the page is text, since the tests' types have no DOM.
const COUNT_DARK = `(async (data) => {
  const bitmap = await createImageBitmap(await (await fetch("data:image/png;base64," + data)).blob());
  const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext("2d");
  context.drawImage(bitmap, 0, 0);
  const pixels = context.getImageData(0, 0, bitmap.width, bitmap.height).data;
  let count = 0;
  for (let i = 0; i < pixels.length; i += 4) if (pixels[i] + pixels[i + 1] + pixels[i + 2] < 250) count++;
  return count;
})`;

/** Pixels in the ink of names; nothing else on the light map is as dark. */
async function darkPixels(page: Page): Promise<number> {
  const picture = (await page.locator("canvas.maplibregl-canvas").screenshot()).toString("base64");
  return page.evaluate<number>(`${COUNT_DARK}(${JSON.stringify(picture)})`);
}

/** Points far apart, so that all have room. */
function named(): { readonly layer: Layer; readonly labels: ReturnType<typeof placed> } {
  const features = HOSTILE.map((name, index) => ({
    type: "Feature",
    geometry: { type: "Point", coordinates: [0, index * 25 - 45] },
    properties: { name },
  }));
  const layer = Layer.from({ type: "FeatureCollection", features } as { type: string });
  return { layer, labels: placed(layer) };
}

function placed(layer: Layer) {
  const data = dataOf(layer);
  const labels = labelsOf(data, "name", { crs: data.crs } as never);
  return { ...labels, onMap: toMercator(labels.at, data.crs).xy };
}

async function openPage(dialogs: string[], problems: string[]): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 900, height: 600 } });
  page.on("dialog", (dialog) => {
    dialogs.push(dialog.message());
    void dialog.dismiss();
  });
  page.on("pageerror", (error) => problems.push(String(error)));
  page.on("console", (message) => message.type() === "error" && problems.push(message.text()));
  await page.goto(served.url);
  return page;
}

test("names are written on the live map, whatever they hold, and go with their layer", async () => {
  const [dialogs, problems]: [string[], string[]] = [[], []];
  const page = await openPage(dialogs, problems);
  const host = await WidgetHost.attach(page);
  const store = new LayerStore();
  const map = new LiveMap({ openComm: host.openComm, store, runInternal: runHere, tasks: new ListedTasks(), assets });
  const { layer, labels } = named();
  store.set("<b>names</b>", layer);
  store.setStyle("<b>names</b>", { opacity: 0 });
  await host.show(map.open().modelId, "#a");
  await host.heard("painted", (content) => content["rev"] === 1);
  await page.evaluate(HIDE_PANELS);
  expect(await darkPixels(page)).toBe(0);
  store.setStyle("<b>names</b>", { label: "name", labels });
  await host.heard("painted", (content) => content["rev"] === 2);
  await page.screenshot({ path: "test-results/labels-light.png" });
  await expect.poll(() => darkPixels(page), PATIENT).toBeGreaterThan(20);
  store.setStyle("<b>names</b>", { visibleZoom: [9] });
  await expect.poll(() => darkPixels(page), PATIENT).toBe(0);
  store.setStyle("<b>names</b>", { visibleZoom: [0] });
  await page.evaluate("document.body.dataset.jpThemeLight = 'false'");
  await page.screenshot({ path: "test-results/labels-dark.png" });
  expect([dialogs, problems]).toEqual([[], []]);
  map.close();
  await page.close();
});
