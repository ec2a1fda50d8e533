import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { afterAll, beforeAll, expect, test } from "vitest";
import { silent } from "../../src/feedback.ts";
import { readLayer } from "../../src/formats/open.ts";
import { layerFromData } from "../../src/layers/layer.ts";
import { FORMATS } from "../../src/formats/registry.ts";
import { savePlaces } from "./saved-places.ts";

const ROOT = join(import.meta.dirname, "../..");
const SCRIPT = join(ROOT, "dist/test/killed-save.js");
const folder = mkdtempSync(join(tmpdir(), "mapcell-killed-"));
const [OLD, NEW] = [3, 2000];

beforeAll(async () => {
  await build({
    entryPoints: [join(ROOT, "test/formats/killed-save.ts")],
    outfile: SCRIPT,
    bundle: true,
    platform: "node",
    format: "esm",
    packages: "external",
  });
}, 60_000);
afterAll(() => rm(folder, { recursive: true }));

/** What ended the process that saves, and was to be killed at this step. */
function killedAt(moment: number, path: string): string | null {
  const words = [SCRIPT, path, String(NEW), String(moment)];
  return spawnSync(process.execPath, words, { cwd: ROOT, encoding: "utf8" }).signal;
}

const save = (name: string, count: number): Promise<number> => savePlaces(join(folder, name), count, () => undefined);

/** How many features are there; undefined where nothing is. */
async function featuresIn(name: string): Promise<number | undefined> {
  if (!readdirSync(folder).includes(name)) return undefined;
  const layer = layerFromData("places", await readLayer(name, { baseDir: folder }, silent));
  // places of one layer with the values of another are neither's; some formats have no values
  const names = layer.fields.length === 0 ? [`one of ${layer.length}`] : layer.column("name");
  expect(new Set(names)).toEqual(new Set([`one of ${layer.length}`]));
  return layer.length;
}

const written = FORMATS.filter((format) => "write" in format).map(({ title, endings, siblings = [] }) => ({
  title,
  ending: endings[0]!,
  siblings: siblings.length,
}));

test.each(written)(
  "a process that is killed while it saves $title leaves the old file or nothing",
  { timeout: 120_000 },
  async ({ ending, siblings }) => {
    const name = `places${ending}`;
    const steps = await save(`whole${ending}`, NEW);
    expect(steps).toBeGreaterThan(2);
    await save(name, OLD);
    // the steps before the last are those between files that belong together
    const moments = [Math.ceil(steps / 2), ...Array.from({ length: siblings + 1 }, (_, i) => steps - 1 - i)];
    for (const moment of moments) {
      if ((await featuresIn(name)) === undefined) await save(name, OLD);
      expect(killedAt(moment, join(folder, name))).toBe("SIGKILL");
      expect([undefined, OLD]).toContain(await featuresIn(name));
    }
    // what was killed is cleared away by the next save
    await save(name, OLD);
    expect(readdirSync(folder).filter((each) => each.endsWith(".tmp"))).toEqual([]);
  },
);
