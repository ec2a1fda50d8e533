import type { Browser, Locator } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openChromium } from "../fixtures/chromium.ts";
import { startJupyterServer, writeNotebook, type JupyterServer } from "../fixtures/jupyter-server.ts";
import { LabPage } from "../fixtures/lab-page.ts";

/** More tasks than there are lanes, each of which goes on until it is cancelled. */
const SUBMIT = `%load countries data/countries.geojson
const [first, second, third, fourth] = ["first", "second", "third", "fourth"].map((description) =>
  tasks.add(Task.fromFunction((to: number, ctx) => {
    let area = 0;
    for (const i of ctx.range(to)) area += geometry.area(geometry.buffer({ type: "Point", coordinates: [i, 0] }, 1));
    return area;
  }, 2_000_000, { description })));
const after = tasks.add(Task.fromFunction((n: number) => n, 1, { description: "after the first", dependsOn: [first] }));`;

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

/** Everything of the table that could move, with where it is. */
const PLACES = `JSON.stringify([...document.querySelectorAll(".mapcell-task-table, .mapcell-task-table tr, .mapcell-task-controls")]
  .map((part) => part.getBoundingClientRect()).map(({ x, y, width, height }) => [x, y, width, height]))`;

test("buttons and keys hold, resume and cancel tasks; the table and the map's panel follow, and nothing jumps", async () => {
  writeNotebook(server, "steer.ipynb", [SUBMIT, "%tasks", "map", "%tasks --graph"]);
  const lab = await LabPage.open(browser, server, "steer.ipynb");
  await lab.runAll();
  const named = (list: string, name: string): Locator =>
    lab.page.locator(list, { has: lab.page.getByText(name, { exact: true }) });
  const row = (name: string): Locator => named(".mapcell-task-row", name);
  const listed = (name: string): Locator => named(".mapcell-task", name);
  await lab.cell(3).locator("svg[role=img]").waitFor();
  await row("first").getByText("MB").waitFor();
  await row("after the first").getByText("queued, waits for 2").waitFor();
  await lab.page.locator(".mapcell-companion").first().waitFor({ state: "hidden" });
  await lab.page.locator(".mapcell-layer-name", { hasText: "countries" }).waitFor(); // its row changes no more

  await row("first").scrollIntoViewIfNeeded();
  const before = await lab.page.evaluate(PLACES);
  await row("second").getByRole("button", { name: "Hold" }).focus();
  await lab.page.keyboard.press("Enter");
  await row("second").getByText("holding").waitFor();
  await lab.page.keyboard.press("Space");
  await row("second").getByRole("button", { name: "Hold" }).waitFor();
  await row("third").getByRole("button", { name: "Hold" }).click();
  await row("third").getByText("held").waitFor();
  await listed("third").getByText("held").waitFor();
  await lab.screenshot("tasks-held");
  await listed("third").getByRole("button", { name: "Resume" }).click();
  await row("third").getByText("queued").waitFor();
  expect(await lab.page.evaluate(PLACES)).toBe(before);

  await row("second").getByRole("button", { name: "Cancel" }).focus();
  await lab.page.keyboard.press("Enter");
  await row("second").getByText("cancelled").waitFor();
  await listed("second").waitFor({ state: "detached" });
  await listed("first").getByRole("button", { name: "Cancel" }).click();
  await row("after the first").getByText("cancelled: a task that it needs gave no result").waitFor();
  await lab.cell(3).locator("title", { hasText: "2 first: cancelled" }).waitFor({ state: "attached" });
  await lab.screenshot("tasks-cancelled");
  expect([lab.strangers, lab.errors]).toEqual([[], []]);
  await lab.page.close();
});

test("a notebook that is not trusted shows the graph of its tasks as text", async () => {
  const lab = await LabPage.open(browser, server, "background-tasks.ipynb");
  const output = lab.cell(6).locator(".jp-OutputArea-output");
  await output.scrollIntoViewIfNeeded();
  await output.getByText("10 complete").waitFor();
  await expect(output.locator("svg").count()).resolves.toBe(0);
  expect((await output.boundingBox())!.height).toBeLessThan(80);
  await output.getByText("as text").click();
  await output.getByText("reproject us  makes us_flat  takes us").waitFor();
  await lab.screenshot("graph-untrusted");
  await lab.page.close();
});
