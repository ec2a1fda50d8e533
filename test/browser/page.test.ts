import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openChromium } from "../fixtures/chromium.ts";
import { mapcell, notebookFolder, succeeding } from "../fixtures/cli.ts";

/** Two cores may be busy with other things. */
const PATIENT = { timeout: 60_000 };
const folder = notebookFolder();
const file = join(folder.path, "page.html");
const requests: string[] = [];
const refused: string[] = [];
const errors: string[] = [];
let browser: Browser;
let page: Page;

beforeAll(async () => {
  writeFileSync(join(folder.path, "towns.csv"), "name,lon,lat\nTown <b>A</b>,0,0\nTown B,40,10\n");
  const notebook = folder.write(
    "page.ipynb",
    "%load towns towns.csv",
    "%buffer towns --distance 900km --as near\n%map near towns",
    `%%html\n<p id="there">shown</p><img src="http://127.0.0.1:9/x.png" onerror="document.title='hacked'"><script>document.title = "hacked"</script>`,
  );
  await succeeding(mapcell("run", notebook, "--html", file, "-o", join(folder.path, "out.ipynb")));
  browser = await openChromium();
  const context = await browser.newContext({ viewport: { width: 900, height: 900 }, offline: true });
  page = await context.newPage();
  page.on("requestfinished", (request) => requests.push(request.url()));
  page.on("requestfailed", (request) => refused.push(`${request.failure()?.errorText} ${request.url()}`));
  page.on("pageerror", (error) => errors.push(String(error)));
  page.setDefaultTimeout(PATIENT.timeout);
  await page.goto(pathToFileURL(file).href);
});

afterAll(async () => {
  await browser.close();
  folder.remove();
});

test("a notebook as a page is one file whose maps live without a kernel or a network", async () => {
  const map = page.locator(".mapcell-layer-name");
  await expect.poll(() => map.allTextContents(), PATIENT).toEqual(["towns", "near"]);
  const canvas = page.locator(".maplibregl-canvas");
  const box = (await canvas.boundingBox())!;
  const popup = page.locator(".mapcell-attributes");
  // between the two towns, which the view is fitted to, there is nothing; each lies at one side
  await expect
    .poll(async () => {
      for (let x = box.x + 40; x < box.x + box.width * 0.65; x += 12) {
        await page.mouse.click(x, box.y + box.height * 0.56);
        if (await popup.isVisible()) return popup.textContent();
      }
      return "";
    }, PATIENT)
    .toContain("Town <b>A</b>");
  await page.keyboard.press("Escape");
  const scale = page.locator(".maplibregl-ctrl-scale");
  const before = await scale.textContent();
  await page.locator(".maplibregl-ctrl-zoom-in").click();
  await page.locator(".maplibregl-ctrl-zoom-in").click();
  await expect.poll(() => scale.textContent(), PATIENT).not.toBe(before);
  const still = await canvas.screenshot();
  await page.mouse.move(box.x + box.width / 3, box.y + box.height / 2);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width / 3 + 120, box.y + box.height / 2 + 40, { steps: 5 });
  await page.mouse.up();
  await expect.poll(async () => Buffer.compare(await canvas.screenshot(), still), PATIENT).not.toBe(0);
  expect(errors).toEqual([]);
});

test("outputs are shown, and no script or address of theirs does anything", async () => {
  expect(await page.locator("#there").textContent()).toBe("shown");
  expect(await page.title()).not.toBe("hacked");
  // by the page's own policy: that there is no network here is no merit of it
  expect(refused).toEqual(["csp http://127.0.0.1:9/x.png"]);
  expect(requests.filter((url) => !/^(?:blob:|data:|file:)/.test(url))).toEqual([]);
});

test("the notebook that is saved beside it holds nothing of it, and the page is small", async () => {
  expect(readFileSync(join(folder.path, "out.ipynb"), "utf8")).not.toContain("page-map");
  expect(readFileSync(file).length).toBeLessThan(3e6);
});
