import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import type { MapAssets } from "../../src/map/assets.ts";
import { LiveTasks } from "../../src/map/live-tasks.ts";
import { openChromium } from "../fixtures/chromium.ts";
import { buildAssets, listed, ListedTasks } from "../fixtures/map-parts.ts";
import { type ServedPage, servePage } from "../fixtures/served-page.ts";
import { WidgetHost } from "../fixtures/widget-host.ts";

/** Two cores may be busy with other things. */
const PATIENT = { timeout: 60_000 };
const PAGE = `<!doctype html><title>tasks</title><body style="margin:8px"><div id="a"></div>
<div class="mapcell-companion" data-tasks="model-1">mine</div><div class="mapcell-companion" data-tasks="model-2">other</div>`;

let assets: MapAssets;
let browser: Browser;
let served: ServedPage;
let page: Page;
let host: WidgetHost;
let tasks: ListedTasks;
let live: LiveTasks;
let errors: string[];

beforeAll(async () => {
  assets = await buildAssets("browser-tasks");
  browser = await openChromium();
  served = await servePage(PAGE);
});

afterAll(async () => {
  await browser.close();
  served.close();
});

beforeEach(async () => {
  errors = [];
  page = await browser.newPage({ viewport: { width: 1000, height: 700 } });
  page.on("pageerror", (error) => errors.push(String(error)));
  page.setDefaultTimeout(60_000); // on a busy machine
  await page.goto(served.url);
  host = await WidgetHost.attach(page);
  tasks = new ListedTasks();
  live = new LiveTasks({ openComm: host.openComm, tasks, assets });
});

afterEach(async () => {
  live.close();
  await page.close();
  if (errors.length > 0) throw new Error(`The page reported: ${errors.join("; ")}`);
});

const roads = listed({ id: 3, name: "buffer <b>roads</b>", fraction: 0.42, note: "7 of 9", elapsedMs: 83_000 });
const clip = listed({ id: 4, name: "clip", status: "queued", note: "queued", waitsFor: [{ id: 3, name: "buffer" }] });
const done = { status: "complete", note: "177 features", can: [] } as const;

async function show(): Promise<() => Promise<void>> {
  const close = await host.show(live.open().modelId, "#a");
  await page.locator(".mapcell-task-table").waitFor();
  return close;
}

/** Of all columns of a row but the number's and the buttons'. */
function texts(id: number): Promise<string[]> {
  const row = page.locator(".mapcell-task-row", { has: page.locator(".mapcell-col-id", { hasText: String(id) }) });
  const columns = ["name", "state", "lane", "time", "memory"];
  return Promise.all(columns.map((column) => row.locator(`.mapcell-col-${column}`).innerText()));
}

function button(name: string) {
  return page.getByRole("button", { name });
}

test("a row tells state, share, lane, time, memory, priority, and what it waits for; text is only ever text", async () => {
  tasks.set({ ...roads, lanes: [1, 2], memoryBytes: 45_200_000 }, { ...clip, priority: 5 });
  await show();
  expect(await texts(3)).toEqual(["▸buffer <b>roads</b>", "42 %7 of 9", "1, 2", "1:23", "46 MB"]);
  expect(await texts(4)).toEqual(["·clip", "queued, waits for 3, priority 5", "", "", ""]);
  expect(await page.getByRole("progressbar", { name: "buffer <b>roads</b>" }).getAttribute("value")).toBe("0.42");
});

test("the mouse and the keyboard reach cancel, hold and resume, in the order of the rows", async () => {
  tasks.set(roads, clip);
  await show();
  await button("Cancel task 4, clip").click();
  await button("Hold task 3, buffer <b>roads</b>").focus();
  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Space");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  const pressed = [
    [4, "cancel"],
    [3, "hold"],
    [3, "cancel"],
    [4, "hold"],
  ];
  await expect.poll(() => tasks.steered, PATIENT).toEqual(pressed);
  tasks.set(roads, { ...clip, status: "held", can: ["resume", "cancel"] });
  await button("Resume task 4, clip").waitFor();
  expect(await page.evaluate("document.activeElement.title")).toBe("Resume"); // the same button, still focused
  await page.keyboard.press("Enter");
  await expect.poll(() => tasks.steered.at(-1), PATIENT).toEqual([4, "resume"]);
});

test("a button that can't be pressed is grey, stays in the tab order, and does nothing", async () => {
  tasks.set({ ...roads, can: ["hold"] });
  await show();
  const cancel = button("Cancel task 3");
  expect(await cancel.getAttribute("aria-disabled")).toBe("true");
  await cancel.focus();
  await page.keyboard.press("Enter");
  await button("Hold task 3").click();
  await expect.poll(() => tasks.steered, PATIENT).toEqual([[3, "hold"]]);
});

test("the focus stays where it is while rows come, change and end, and only then the buttons go", async () => {
  tasks.set(roads, clip);
  await show();
  await button("Cancel task 3").focus();
  tasks.set(listed({ id: 2 }), { ...roads, ...done }, clip, listed({ id: 5 }));
  await page.getByText("177 features").waitFor();
  const focused = () => page.evaluate("document.activeElement.ariaLabel");
  expect(await focused()).toBe("Cancel task 3, buffer <b>roads</b>");
  await page.keyboard.press("Tab");
  expect(await focused()).toBe("Hold task 4, clip");
  await button("Cancel task 3").waitFor({ state: "hidden" });
});

test("nothing jumps when a task starts, moves on and ends", async () => {
  tasks.set(roads, clip);
  await show();
  const places = () =>
    page.evaluate(`[...document.querySelectorAll(".mapcell-task-table :is(tr, td)")]
      .map((part) => [part.tagName, part.getBoundingClientRect()])
      .map(([tag, { x, y, width, height }]) => tag === "TR" ? [x, y, width, height] : [x, width])`);
  const before = await places();
  tasks.set({ ...roads, fraction: 1, elapsedMs: 3_600_000, lanes: [7], memoryBytes: 1.2e9 }, clip);
  await page.getByText("1:00:00").waitFor();
  expect(await places()).toEqual(before);
  const height = async () => (await page.locator(".mapcell-task-table").boundingBox())?.height;
  const tall = await height();
  tasks.set({ ...roads, ...done }, { ...clip, status: "running" });
  await page.getByText("177 features").waitFor();
  expect(await height()).toBe(tall);
});

test("the end of a task is announced to those who can't see it", async () => {
  tasks.set(roads, clip);
  await show();
  tasks.set({ ...roads, ...done }, clip);
  await expect
    .poll(() => page.getByRole("status").textContent(), PATIENT)
    .toBe("Task 3, buffer <b>roads</b>: complete");
});

test("its own companion is hidden while it lives, and no other", async () => {
  const close = await show();
  await page.locator("[data-tasks=model-1]").waitFor({ state: "hidden" });
  expect(await page.locator("[data-tasks=model-2]").isVisible()).toBe(true);
  expect(live.isWatched).toBe(true);
  await close();
  expect(await page.locator("[data-tasks=model-1]").isVisible()).toBe(true);
  await expect.poll(() => live.isWatched, PATIENT).toBe(false);
});

test("a narrow page keeps name, state and buttons in view", async () => {
  await page.setViewportSize({ width: 380, height: 700 });
  tasks.set({ ...roads, name: "a very long name of a task that goes on and on".repeat(3) }, clip);
  await show();
  expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(380);
  for (const [column, widthPx] of Object.entries({ name: 250, state: 250, steer: 45 })) {
    const box = await page.locator(`td.mapcell-col-${column}`).first().boundingBox();
    expect(box!.width).toBeGreaterThan(widthPx);
  }
});
