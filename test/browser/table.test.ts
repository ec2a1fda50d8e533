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
const HOSTILE = `<img src=x onerror="globalThis.hacked = true"><script>globalThis.hacked = true</script>`;

const ROWS = `Array.from(document.querySelectorAll(".mapcell-table-row"), (row) =>
  Array.from(row.children, (cell) => cell.textContent))`;

let assets: MapAssets;
let browser: Browser;
let served: ServedPage;

beforeAll(async () => {
  assets = await buildAssets("browser-table");
  browser = await openChromium();
  served = await servePage(`<!doctype html><title>table</title><body style="margin:8px"><div id="a"></div>`);
});
afterAll(async () => {
  await browser.close();
  served.close();
});

interface Opened {
  readonly page: Page;
  readonly host: WidgetHost;
  /** Texts of the rows in sight, cell by cell. */
  readonly rows: () => Promise<readonly (readonly string[])[]>;
  readonly close: () => Promise<void>;
}

/** The table of a layer, opened from the panel. */
async function opened(layer: Layer, width = 900): Promise<Opened> {
  const page = await browser.newPage({ viewport: { width, height: 640 } });
  page.setDefaultTimeout(PATIENT.timeout);
  await page.goto(served.url);
  const host = await WidgetHost.attach(page);
  const store = new LayerStore();
  const map = new LiveMap({ openComm: host.openComm, store, runInternal: runHere, tasks: new ListedTasks(), assets });
  store.set("towns", layer);
  await host.show(map.open().modelId, "#a");
  await host.heard("painted");
  const list = page.locator(".mapcell-panel-toggle");
  if ((await list.getAttribute("aria-expanded")) === "false") await list.press("Enter");
  await page.getByRole("button", { name: "Tools of towns" }).press("Enter");
  await page.getByRole("button", { name: "Table of towns" }).press("Enter");
  await page.locator(".mapcell-table-row").first().waitFor();
  return {
    page,
    host,
    rows: () => page.evaluate<string[][]>(ROWS),
    close: async () => {
      map.close();
      await page.close();
    },
  };
}

function towns(count: number): Layer {
  const features = Array.from({ length: count }, (_, i) => ({
    type: "Feature",
    geometry: { type: "Point", coordinates: [(i % 300) - 150, (Math.floor(i / 300) % 120) - 60] },
    properties: { name: i === 3 ? HOSTILE : `town ${i}`, size: i === 1 ? null : (i * 7919) % 100_003, part: i / 8 },
  }));
  return Layer.from({ type: "FeatureCollection", features } as { type: string });
}

test("rows are sorted, searched and filtered; a mistake is told; text is text", async () => {
  const { page, rows, close } = await opened(towns(200));
  expect((await rows())[1]).toEqual(["1", "town 1", "–", "0.125"]);
  expect((await rows())[2]).toEqual(["2", "town 2", "15,838", "0.25"]);
  const size = page.getByRole("columnheader", { name: "size" });
  await size.getByRole("button").press("Enter");
  const ordered = bySize(200);
  await expect
    .poll(async () => (await rows()).map(([number]) => number).slice(0, 3), PATIENT)
    .toEqual(ordered.slice(0, 3));
  await size.getByRole("button").press("Enter");
  await expect.poll(async () => (await rows())[0]?.[0], PATIENT).toBe(ordered.at(-1));
  expect(await size.getAttribute("aria-sort")).toBe("descending");
  await page.getByLabel("Search").fill("TOWN 19");
  await expect.poll(() => page.locator(".mapcell-table-count").textContent(), PATIENT).toBe("11 of 200 rows");
  await page.getByLabel("Filter").fill('"part" > 24');
  await expect.poll(() => page.locator(".mapcell-table-count").textContent(), PATIENT).toBe("7 of 200 rows");
  await page.getByLabel("Filter").fill('"parts" > 24');
  await expect.poll(() => page.locator(".mapcell-table-problem").textContent(), PATIENT).toContain("parts");
  await page.getByLabel("Filter").fill("");
  await page.getByLabel("Search").fill("onerror");
  await expect.poll(async () => (await rows())[0]?.[1], PATIENT).toBe(HOSTILE);
  expect(await page.evaluate("globalThis.hacked")).toBeUndefined();
  await close();
});

/** Numbers of the rows that have a size, the smallest first. */
function bySize(count: number): string[] {
  const sizes = Array.from({ length: count }, (_, i) => ({ i, size: (i * 7919) % 100_003 }));
  return sizes
    .filter(({ i }) => i !== 1)
    .toSorted((a, b) => a.size - b.size)
    .map(({ i }) => String(i));
}

test("rows and features go along: a click on either shows the other, Enter zooms, all by keyboard", async () => {
  const { page, host, rows, close } = await opened(towns(200));
  const grid = page.getByRole("grid");
  await grid.press("End");
  await expect.poll(async () => (await rows()).at(-1)?.[0], PATIENT).toBe("199");
  await grid.press("Enter");
  await host.heard("look", (content) => content["feature"] === 199);
  await expect.poll(() => page.locator('[aria-selected="true"]').textContent(), PATIENT).toContain("town 199");
  expect(await grid.getAttribute("aria-activedescendant")).toBe(
    await page.locator('[aria-selected="true"]').getAttribute("id"),
  );
  expect(await grid.getAttribute("aria-rowcount")).toBe("201");
  await page.screenshot({ path: "test-results/table-selected.png" });
  await host.heard("chosen", (content) => String(content["features"]) === "199");
  // on the map, zoomed to the point, it is at the middle of what the panel leaves
  await expect.poll(() => clickedTown(page, host), PATIENT).toBe(true);
  await expect.poll(() => page.locator('[aria-selected="true"]').textContent(), PATIENT).toContain("town 199");
  await grid.press("Escape");
  expect(await page.locator(".mapcell-table").isHidden()).toBe(true);
  await close();
});

/** Clicks where the town is; whether the kernel was asked for its row. */
async function clickedTown(page: Page, host: WidgetHost): Promise<boolean> {
  const box = (await page.locator(".mapcell-canvas").boundingBox())!;
  const [PADDING, PANEL] = [28, 256];
  await page.mouse.click(box.x + (PADDING + box.width - PANEL) / 2, box.y + box.height / 2);
  return host.received.some(({ content }) => {
    const message = content as Readonly<Record<string, unknown>> | undefined;
    return message?.["t"] === "rows" && message["feature"] === 199;
  });
}

test("a million rows scroll, from the first to the last", async () => {
  const fields = Array.from({ length: 1_000_000 }, (_, i) => ({
    type: "Feature",
    geometry: i === 0 ? { type: "Point", coordinates: [0, 0] } : null,
    properties: { n: i },
  }));
  const layer = Layer.from({ type: "FeatureCollection", features: fields } as { type: string });
  const { page, rows, close } = await opened(layer);
  const grid = page.getByRole("grid");
  await grid.press("End");
  await expect.poll(async () => (await rows()).at(-1), PATIENT).toEqual(["999999", "999,999"]);
  await grid.evaluate((element) => element.scrollTo({ top: element.scrollHeight / 2 }));
  await expect.poll(async () => Math.abs(Number((await rows())[3]?.[0]) - 500_000) < 1000, PATIENT).toBe(true);
  expect((await rows()).length).toBeLessThan(40);
  await close();
});

test("what lies below the pointer is outlined and named; a click chooses it", async () => {
  const { page, host, close } = await opened(towns(200));
  await page.locator('[aria-label="Close the table"]').press("Enter");
  await page.evaluate("document.querySelector('.mapcell-layer-tools').hidden = true");
  await page.getByRole("button", { name: "Zoom to all layers" }).press("Enter");
  const tip = page.locator(".mapcell-tip");
  // towns lie side by side on one line: the pointer goes down over it
  await expect
    .poll(async () => {
      const box = (await page.locator(".mapcell-canvas").boundingBox())!;
      for (let y = 60; y < box.height - 40 && !(await tip.isVisible()); y += 3) {
        await page.mouse.move(box.x + 330, box.y + y);
        await page.waitForTimeout(20);
      }
      return tip.isVisible();
    }, PATIENT)
    .toBe(true);
  expect(await tip.textContent()).toMatch(/^town \d+$/);
  await page.screenshot({ path: "test-results/pointed.png" });
  await page.mouse.down();
  await page.mouse.up();
  const { features } = await host.heard("chosen", ({ features: some }) => (some as number[]).length === 1);
  await expect.poll(() => page.locator(".mapcell-feature-title").first().textContent(), PATIENT).toContain("town");
  expect(await page.locator(".mapcell-feature-title").first().textContent()).toContain(`town ${String(features)}`);
  await page.mouse.move(5, 5);
  await expect.poll(() => tip.isVisible(), PATIENT).toBe(false);
  await close();
});

test("columns are made wider by keyboard and pointer", async () => {
  const { page, close } = await opened(towns(10));
  const head = page.getByRole("columnheader", { name: "name" });
  const width = async (): Promise<number> => (await head.boundingBox())!.width;
  const before = await width();
  await head.getByRole("button").press("Shift+ArrowRight");
  expect(await width()).toBe(before + 16);
  const { x, y, width: wide } = (await head.boundingBox())!;
  await page.mouse.move(x + wide, y + 8);
  await page.mouse.down();
  await page.mouse.move(x + wide + 30, y + 8);
  await page.mouse.up();
  expect(Math.round((await width()) - before)).toBe(46);
  await close();
});

test.each([468, 900, 1800])("the table has room at %i pixels, in both themes", async (width) => {
  const { page, close } = await opened(towns(200), width);
  expect(await page.locator(".mapcell-table-row").count()).toBeGreaterThan(3);
  await page.screenshot({ path: `test-results/table-${width}.png` });
  await page.addStyleTag({
    content:
      ":root{--jp-layout-color1:#111;--jp-layout-color2:#333;--jp-ui-font-color1:#eee;--jp-ui-font-color2:#aaa;--jp-border-color2:#444} body{background:#111}",
  });
  await page.evaluate("document.body.dataset.jpThemeLight = 'false'");
  await page.screenshot({ path: `test-results/table-${width}-dark.png` });
  await close();
});

test("without a clipboard the line is shown to be copied by hand", async () => {
  const { page, close } = await opened(towns(3));
  await page.evaluate("Object.defineProperty(navigator, 'clipboard', { value: undefined })");
  await page.getByRole("button", { name: "Copy the style of towns as a line" }).press("Enter");
  const line = page.getByLabel("Line for the style of towns");
  await expect.poll(() => line.inputValue(), PATIENT).toMatch(/^%style towns --color #\w{6} --opacity 0\.8$/);
  expect(await page.locator(".mapcell-line-said").textContent()).toContain("Copy this line");
  const { length } = await line.inputValue();
  expect(await page.evaluate("[document.activeElement.selectionStart, document.activeElement.selectionEnd]")).toEqual([
    0,
    length,
  ]);
  await close();
});
