import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, expect, test } from "vitest";

const entry = new URL("../../dist/src/session/index.js", import.meta.url).href;
const data = fileURLToPath(new URL("../../notebooks/data/", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "mapcell-script-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs a script as a user would, and waits until its process has ended by itself. */
async function runScript(text: string): Promise<string> {
  const file = join(folder, "script.mjs");
  writeFileSync(file, `import { geo, layers, tasks, Task } from ${JSON.stringify(entry)};\n${text}`);
  const { stdout } = await promisify(execFile)(process.execPath, [file], { cwd: folder, timeout: 250_000 });
  return stdout;
}

test("the README's script runs a task, saves its result, and ends", async () => {
  const printed = await runScript(`
    geo.load("cities", ${JSON.stringify(join(data, "big-cities.geojson"))});
    const near = await geo.buffer("cities", { distance: "50km", dissolve: true, as: "near" });
    await geo.save(near, "near.fgb");
    console.log(near.length, near.geometryType, layers.near === near);`);
  expect(printed).toBe("1 MultiPolygon true\n");
  expect(readFileSync(join(folder, "near.fgb")).subarray(0, 3).toString()).toBe("fgb");
});

test("idle lanes and the spare one do not keep a script alive", async () => {
  const printed = await runScript(`
    const busy = (ms) => { const end = Date.now() + ms; while (Date.now() < end); return ms; };
    console.log(await tasks.add(Task.fromFunction(busy, 1200)));`);
  expect(printed).toBe("1200\n");
});
