import { fileURLToPath } from "node:url";
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { LayerStore } from "../../src/layers/layer-store.ts";
import { Layer, layerFromData } from "../../src/layers/layer.ts";
import type { MapAssets } from "../../src/map/assets.ts";
import { LiveMap } from "../../src/map/live-map.ts";
import { openChromium } from "../fixtures/chromium.ts";
import { crowding } from "../fixtures/patience.ts";
import { manyPolygons } from "../fixtures/many-polygons.ts";
import { buildAssets, listed, ListedTasks, runHere } from "../fixtures/map-parts.ts";
import { type ServedPage, servePage } from "../fixtures/served-page.ts";
import { WidgetHost } from "../fixtures/widget-host.ts";

/** Two cores may be busy with other things. */
const PATIENT = { timeout: 60_000 };

interface Red {
  readonly left: number;
  readonly right: number;
  /** Mean x. */
  readonly x: number;
}

const PAGE = `<!doctype html><title>map</title><body style="margin:8px"><div id="a"></div><div id="b"></div>
<figure class="mapcell-companion" data-map="model-1">mine</figure><figure class="mapcell-companion" data-map="model-2">other</figure>`;

let assets: MapAssets;
let browser: Browser;
let served: ServedPage;
let page: Page;
let host: WidgetHost;
let store: LayerStore;
let tasks: ListedTasks;
let map: LiveMap;
let requests: string[];
let errors: string[];

beforeAll(async () => {
  assets = await buildAssets("browser-map");
  browser = await openChromium();
  served = await servePage(PAGE);
});

afterAll(async () => {
  await browser.close();
  served.close();
});

beforeEach(async () => {
  [requests, errors] = [[], []];
  page = await browser.newPage({ viewport: { width: 900, height: 950 } });
  page.on("request", (request) => requests.push(request.url()));
  page.on("pageerror", (error) => errors.push(String(error)));
  page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
  await page.addInitScript({ path: fileURLToPath(new URL("../fixtures/frame-sampler.js", import.meta.url)) });
  page.setDefaultTimeout(60_000); // on a busy machine
  await page.goto(served.url);
  host = await WidgetHost.attach(page);
  store = new LayerStore();
  tasks = new ListedTasks();
  map = new LiveMap({ openComm: host.openComm, store, runInternal: runHere, tasks, assets });
});

afterEach(async () => {
  map.close();
  await page.close();
  if (errors.length > 0) throw new Error(`The page reported: ${errors.join("; ")}`);
});

/** A map on the page, with its first frame drawn. */
async function show(container = "#a"): Promise<() => Promise<void>> {
  const close = await host.show(map.open().modelId, container);
  await page.locator(`${container} canvas.maplibregl-canvas`).waitFor();
  return close;
}

function squareAt(west: number, properties: Record<string, unknown> = {}): Layer {
  const [east, south, north] = [west + 80, -50, 60];
  const coordinates = [
    [
      [west, south],
      [east, south],
      [east, north],
      [west, north],
      [west, south],
    ],
  ];
  const feature = { type: "Feature", properties, geometry: { type: "Polygon", coordinates } };
  return Layer.from({ type: "FeatureCollection", features: [feature] } as { type: string });
}

/** Puts a layer in red, the colour the samples look for. */
function putRed(name: string, layer: Layer): void {
  store.set(name, layer);
  store.setStyle(name, { color: "#ff0000", opacity: 1 });
}

function painted(layer: string, rev: number): Promise<unknown> {
  return host.heard("painted", (content) => content["layer"] === layer && content["rev"] === rev);
}

type Frames = Readonly<Record<string, readonly Red[]>>;

/** What each map drew, frame by frame, while the work went on and a little longer. */
async function sampled(work: () => Promise<unknown>): Promise<Frames> {
  await page.evaluate("frames = {}; sampling = true");
  await work();
  await page.evaluate("new Promise((done) => setTimeout(done, 300)).then(() => { sampling = false })");
  return page.evaluate("frames");
}

/** Red pixels of each map as it is now. */
async function redNow(): Promise<Record<string, number>> {
  const red = await page.evaluate<Record<string, Red>>("redNow()");
  return Object.fromEntries(Object.entries(red).map(([id, { left, right }]) => [id, left + right]));
}

/** Red pixels once frames no longer change them: a map that was fitted anew still fetches tiles. */
async function settledRed(): Promise<number> {
  for (let last = -1, same = 0; ;) {
    await page.evaluate("new Promise((done) => setTimeout(done, 100))");
    const red = (await redNow())["a"]!;
    same = red === last ? same + 1 : 0;
    if (same === 5) return red;
    last = red;
  }
}

describe("a layer", () => {
  test("appears whole, in one frame, when its tiles are there", async () => {
    await show();
    const frames = await sampled(async () => {
      putRed("square", squareAt(-40));
      await painted("layer-1", 1);
    });
    const counts = frames["a"]!.map(({ left, right }) => left + right);
    const first = counts.find((count) => count > 0);
    const last = counts.at(-1)!;
    expect(last).toBeGreaterThan(10_000);
    // labels of the basemap that come and go above it make a few per cent; a missing tile would make a quarter
    expect(first! / last).toBeGreaterThan(0.9);
    expect(first! / last).toBeLessThan(1.1);
  });

  test("is replaced in one frame: never both, never none", async () => {
    putRed("square", squareAt(-100));
    await show();
    await painted("layer-1", 1);
    const frames = await sampled(async () => {
      store.set("square", squareAt(20));
      await painted("layer-1", 2);
    });
    const sides = frames["a"]!.map(({ left, right }) => [left > 2000, right > 2000]);
    expect(sides[0]).toEqual([true, false]);
    expect(sides.at(-1)).toEqual([false, true]);
    expect(sides.filter(([left, right]) => left === right)).toEqual([]);
  });

  test("goes when it is removed", async () => {
    putRed("square", squareAt(-40));
    await show();
    await painted("layer-1", 1);
    store.remove("square");
    await page.locator(".mapcell-layer").waitFor({ state: "detached" });
    await expect.poll(redNow, PATIENT).toEqual({ a: 0 });
  });

  test("of 100,000 polygons is painted soon after it is complete", async () => {
    await show();
    const started = performance.now();
    putRed("many", layerFromData("many", manyPolygons(100_000)));
    await painted("layer-1", 1);
    expect(performance.now() - started).toBeLessThan(20_000 * crowding());
    expect((await redNow())["a"]).toBeGreaterThan(50_000);
  });

  test("that can't be drawn is said to be so", async () => {
    const broken = new LiveMap({
      openComm: host.openComm,
      store,
      runInternal: () => Promise.reject(new Error("there is no room for it")),
      tasks,
      assets,
    });
    await host.show(broken.open().modelId, "#a");
    store.set("square", squareAt(-40));
    await expect
      .poll(() => page.getByRole("status").textContent(), PATIENT)
      .toBe("Layer square can't be drawn: there is no room for it");
    broken.close();
  });
});

/** Of two features. */
function classesOf(colors: readonly [string, string]) {
  const list = colors.map((color, index) => ({ color, label: `${index} – ${index + 1}`, count: 1 }));
  return { list, numbers: Uint8Array.of(0, 1) };
}

/** How many tiles the page has asked for. */
function tilesAsked(): number {
  return host.received.filter(({ content }) => (content as { t?: string } | undefined)?.t === "tile").length;
}

describe("colours by value", () => {
  test("are those of the classes, with a legend that shows them, and others need no new tiles", async () => {
    const [west, east] = [squareAt(-100), squareAt(20)].map((layer) => [...layer][0]!);
    store.set("squares", Layer.from([west!, east!]));
    const of = classesOf(["#ff0000", "#00ff00"]);
    store.setStyle("squares", { opacity: 1, request: { by: "value" }, classes: of });
    await show();
    await painted("layer-1", 1);
    const red = async (): Promise<Red> => (await page.evaluate<Record<string, Red>>("redNow()"))["a"]!;
    await expect.poll(async () => (await red()).left, PATIENT).toBeGreaterThan(5000);
    expect((await red()).right).toBeLessThan(500);
    const legend = page.locator(".mapcell-classes li");
    expect(await legend.allTextContents()).toEqual(["value", "0 – 11", "1 – 21"]);
    const before = tilesAsked();
    store.setStyle("squares", { classes: { ...classesOf(["#00ff00", "#ff0000"]), numbers: of.numbers } });
    await expect.poll(async () => (await red()).right, PATIENT).toBeGreaterThan(5000);
    expect(tilesAsked()).toBe(before);
  });
});

test("colours by value are there in the frame that first shows them", async () => {
  putRed("square", squareAt(-40));
  await show();
  await painted("layer-1", 1);
  const frames = await sampled(async () => {
    const classes = { list: [{ color: "#ff0000", label: "1", count: 1 }], numbers: Uint8Array.of(0) };
    store.setStyle("square", { request: { by: "v" }, classes });
    await painted("layer-1", 2);
  });
  const counts = frames["a"]!.map(({ left, right }) => left + right);
  expect(Math.min(...counts) / Math.max(...counts)).toBeGreaterThan(0.8);
});

test("just the layers that are asked for are drawn, the last one on top of the others", async () => {
  const spots = Layer.from({
    type: "MultiPoint",
    coordinates: [
      [0, 0],
      [5, 20],
      [-5, -20],
    ],
  } as { type: string });
  store.set("spots", spots);
  store.setStyle("spots", { color: "#00ff00", radius: 20 });
  putRed("square", squareAt(-40));
  store.setStyle("square", { chosen: true }); // no backdrop of the spots
  putRed("elsewhere", squareAt(60));
  await show();
  await Promise.all(["layer-1", "layer-2", "layer-3"].map((id) => painted(id, 1)));
  const both = await settledRed();
  map.only(["spots"]);
  await expect.poll(redNow, PATIENT).toEqual({ a: 0 });
  map.only(["square", "spots"]);
  await expect.poll(async () => (await redNow())["a"], PATIENT).toBeGreaterThan(5000);
  const beneath = await settledRed();
  expect(beneath).toBeLessThan(both);
  map.only(["spots", "square"]);
  await expect.poll(async () => (await redNow())["a"]! - beneath, PATIENT).toBeGreaterThan(300); // what the spots had covered
});

describe("attributes", () => {
  const hostile = { name: "<img src=x onerror=alert(1)>", "<b>key</b>": "<script>alert(2)</script>", none: null };

  test("are shown as text, whatever they hold", async () => {
    let alerts = 0;
    page.on("dialog", (dialog) => {
      alerts++;
      void dialog.dismiss();
    });
    store.set("<i>square</i>", squareAt(-40, hostile));
    await show();
    await painted("layer-1", 1);
    await page.locator("#a canvas").click({ position: { x: 300, y: 220 } });
    const popup = page.locator(".mapcell-popup");
    await popup.waitFor();
    expect(await popup.locator("td").allTextContents()).toEqual([hostile.name, hostile["<b>key</b>"], "null"]);
    expect(await popup.locator("th").allTextContents()).toEqual(["name", "<b>key</b>", "none"]);
    expect(await page.locator(".mapcell-map img, .mapcell-map script, .mapcell-map b, .mapcell-map i").count()).toBe(0);
    expect(alerts).toBe(0);
  });

  test("of what lies in the middle come with the Enter key, and go with Escape", async () => {
    putRed("square", squareAt(-40, { name: "middle" }));
    await show();
    await painted("layer-1", 1);
    await page.locator("#a canvas").press("Enter");
    const popup = page.locator(".mapcell-popup");
    await expect.poll(() => popup.locator("td").allTextContents(), PATIENT).toEqual(["middle"]);
    await page.locator("#a canvas").press("Escape");
    await expect.poll(() => popup.count(), PATIENT).toBe(0);
  });
});

describe("two views", () => {
  test("stay in step when one is dragged", async () => {
    putRed("square", squareAt(-40));
    await show("#a");
    await painted("layer-1", 1);
    await show("#b");
    await host.heard(
      "painted",
      () => host.received.filter(({ content }) => (content as { t?: string })?.t === "painted").length > 1,
    );
    await page.mouse.move(300, 220);
    await page.mouse.down();
    await page.mouse.move(200, 220, { steps: 5 });
    await page.mouse.up();
    const apart = async () => {
      const { a, b } = await page.evaluate<Record<string, Red>>("redNow()");
      return Math.abs(a!.x - b!.x);
    };
    await expect.poll(apart, PATIENT).toBeLessThan(3);
    expect(map.bounds![0]).toBeGreaterThan(-180);
  });

  test("switch a layer off together, and the store with them", async () => {
    putRed("square", squareAt(-40));
    await show("#a");
    await show("#b");
    await page.locator("#a input[type=checkbox]").focus();
    await page.keyboard.press("Space");
    await page.waitForFunction("document.querySelector('#b input[type=checkbox]').checked === false");
    await expect.poll(() => store.get("square")?.visible, PATIENT).toBe(false);
    await expect.poll(redNow, PATIENT).toEqual({ a: 0, b: 0 });
  });

  test("are independent in their end: closing one frees it and leaves the other", async () => {
    putRed("square", squareAt(-40));
    const close = await show("#a");
    await show("#b");
    await close();
    expect(await page.locator("canvas").count()).toBe(1);
    await host.heard("view", ({ open }) => open === false);
    await expect.poll(async () => (await redNow())["b"], PATIENT).toBeGreaterThan(10_000);
  });
});

describe("around the map", () => {
  test("running tasks are listed with their share and what they wait for, and can be steered", async () => {
    await show();
    const [buffer, clip] = [
      listed({ id: 3, name: "buffer <b>roads</b>", fraction: 0.42 }),
      listed({ id: 4, name: "clip", status: "queued", waitsFor: [{ id: 3, name: "buffer <b>roads</b>" }] }),
    ];
    tasks.set(buffer, clip);
    const rows = page.locator(".mapcell-task");
    await rows.nth(1).waitFor();
    expect(await rows.locator(".mapcell-task-name").allTextContents()).toEqual(["buffer <b>roads</b>", "clip"]);
    expect(await rows.locator(".mapcell-task-state").allTextContents()).toEqual(["42 %", "queued"]);
    expect(await rows.nth(1).locator(".mapcell-task-waits").textContent()).toBe("waits for buffer <b>roads</b>");
    await page.getByRole("button", { name: "Cancel task 4, clip" }).click();
    await page.getByRole("button", { name: "Hold task 4, clip" }).press("Enter");
    await expect
      .poll(() => tasks.steered, PATIENT)
      .toEqual([
        [4, "cancel"],
        [4, "hold"],
      ]);
    tasks.set(buffer);
    await rows.nth(1).waitFor({ state: "detached" });
    // a key still held down must not press another task's button
    expect(await page.evaluate("document.activeElement.className")).toBe("mapcell-task");
    tasks.set();
    await rows.first().waitFor({ state: "detached" });
  });

  test("a finished layer is announced to those who can't see it", async () => {
    await show();
    putRed("square", squareAt(-40));
    await expect
      .poll(() => page.locator("[aria-live=polite]").textContent(), PATIENT)
      .toBe("Layer square ready, 1 feature");
  });

  test("its own companion is hidden while it lives, and no other", async () => {
    const close = await show();
    await page.locator("[data-map=model-1]").waitFor({ state: "hidden" });
    expect(await page.locator("[data-map=model-2]").isVisible()).toBe(true);
    await close();
    expect(await page.locator("[data-map=model-1]").isVisible()).toBe(true);
  });

  test("nothing is asked of the network, at any zoom", async () => {
    await show();
    putRed("square", squareAt(-40));
    await painted("layer-1", 1);
    store.set("spot", Layer.from({ type: "Point", coordinates: [10, 50] } as { type: string }));
    await page.getByRole("button", { name: "Zoom to spot" }).click();
    await host.heard("asset", ({ hash }) => hash === assets.hashes.worldHigh);
    expect(requests.filter((url) => !/^(blob|data):/.test(url))).toHaveLength(1); // the page itself
  });

  test("its size follows its place, also after it was taken out of the page", async () => {
    await show();
    const sizes = () =>
      page.evaluate<number[]>("['canvas', '.mapcell-canvas'].map((name) => document.querySelector(name).clientWidth)");
    await page.evaluate("document.querySelector('#a').style.display = 'none'");
    await page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))");
    await page.evaluate("document.querySelector('#a').style.cssText = 'width: 500px'");
    await expect.poll(sizes, PATIENT).toEqual([498, 498]);
  });

  test("the bundle is pulled once for all maps of the page", async () => {
    await show("#a");
    await show("#b");
    const asked = host.received
      .map(({ content }) => content as { t?: string; hash?: string } | undefined) // state updates carry none
      .filter((content) => content?.t === "asset");
    expect(asked.filter((content) => content?.hash === assets.hashes.bundle)).toHaveLength(1);
  });
});

test("without a kernel the last picture is shown, and why", async () => {
  const state = {
    _esm: assets.loader,
    assets: assets.hashes,
    snapshot: "data:image/png;base64,iVBORw0KGgo=",
    description: "Map: 1 layer",
  };
  const comm = host.openComm({ targetName: "jupyter.widget", data: { state, buffer_paths: [] }, metadata: {} });
  await host.show(comm.id, "#a");
  expect(await page.locator("#a img").getAttribute("alt")).toBe("Map: 1 layer");
  await page.getByText("The kernel does not answer. Run the cell again for a live view.").waitFor();
});
