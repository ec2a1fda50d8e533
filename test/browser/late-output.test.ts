import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openChromium } from "../fixtures/chromium.ts";
import { startJupyterServer, writeNotebook, type JupyterServer } from "../fixtures/jupyter-server.ts";
import { LabPage } from "../fixtures/lab-page.ts";

const SOURCES = ["timer", "promise", "finished", "listener"];

const FIRST = `const gate = new Int32Array(new SharedArrayBuffer(4));
let go = () => {};
const started = new Promise<void>((done) => { go = done });
const bars = Object.fromEntries(${JSON.stringify(SOURCES)}.map((name) => [name, display(name + " waits")]));
async function show(name: string) {
  console.log(name, "prints");
  display(name + " displays");
  await bars[name].update(name + " updates");
}
class Slow extends Task {
  view = gate;
  run() { Atomics.wait(this.view, 0, 0) }
  finished() { void show("finished") }
}
const timer = setInterval(() => { if (gate[0] === 1) { clearInterval(timer); void show("timer") } }, 5);
void started.then(() => show("promise"));
tasks.add(new Slow("slow")).on(({ type }) => { if (type === "settled") void show("listener") });`;

/** Sets everything off, prints in between, and goes on for a while. */
const SECOND = `go(); Atomics.store(gate, 0, 1); Atomics.notify(gate, 0);
console.log("second prints");
await new Promise((done) => setTimeout(done, 1000));
"second ends"`;

let server: JupyterServer;
let browser: Browser;

beforeAll(async () => {
  server = await startJupyterServer();
  writeNotebook(server, "late.ipynb", [FIRST, SECOND, "await new Promise((done) => setTimeout(done, 500)); 'third'"]);
  browser = await openChromium();
});
afterAll(async () => {
  await browser?.close();
  await server?.close();
});

test("late prints, displays and updates appear in their own cell while others run, and once", async () => {
  const lab = await LabPage.open(browser, server, "late.ipynb");
  await lab.runAll();
  const outputs = (cell: number) => lab.cell(cell).locator(".jp-OutputArea-output");
  await outputs(2).waitFor();
  const textOfFirst = async () => (await outputs(0).allInnerTexts()).join("\n");
  for (const name of SOURCES) await expect.poll(textOfFirst).toContain(`${name} updates`); // may come after the third
  await lab.screenshot("late-output");
  const first = await textOfFirst();
  for (const name of SOURCES) {
    for (const what of [`${name} prints`, `'${name} displays'`, `'${name} updates'`]) {
      expect([what, first.split(what).length - 1]).toEqual([what, 1]);
    }
    expect(first).not.toContain(`${name} waits`);
  }
  expect((await outputs(1).allInnerTexts()).map((text) => text.trim())).toEqual(["second prints", "'second ends'"]);
  expect((await outputs(2).allInnerTexts()).map((text) => text.trim())).toEqual(["'third'"]);
  expect(lab.errors).toEqual([]);
  await lab.page.close();
});
