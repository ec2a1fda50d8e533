import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { endingsTo } from "../../src/formats/registry.ts";
import { KernelClient, shown } from "../fixtures/kernel-client.ts";

/** What qgis_process 3.22 makes of the same JSON: test/fixtures/oracle/qgis-process.py. */
const stored = JSON.parse(readFileSync(resolve("test", "fixtures", "process", "expected.json"), "utf8")) as Readonly<
  Record<string, { readonly inputs: object; readonly rows: readonly (readonly [values: unknown, size: unknown])[] }>
>;
const folder = mkdtempSync(join(tmpdir(), "mapcell-calls-"));
let kernel: KernelClient;
beforeAll(async () => {
  writeFileSync(join(folder, "roads.geojson"), readFileSync(resolve("test", "fixtures", "process", "roads.geojson")));
  kernel = await KernelClient.start({ cwd: folder });
  await kernel.execute("%load roads roads.geojson --wait");
});
afterAll(async () => {
  await kernel.close();
  rmSync(folder, { recursive: true, force: true });
});

async function evaluated(code: string): Promise<unknown> {
  const answer = await kernel.execute(code);
  return shown(answer) ?? answer.reply["evalue"];
}

test("QGIS's JSON in a cell runs as a task, writes its file, and gives what QGIS gives", async () => {
  const expected = stored["native:buffer"]!;
  const inputs = { INPUT: "roads", ...expected.inputs, OUTPUT: "near.fgb" };
  const json = JSON.stringify({ area_units: "m2", ellipsoid: "EPSG:7030", inputs }, undefined, 2);
  const { reply } = await kernel.execute(`%%process native:buffer\n${json}`);
  expect(reply["status"]).toBe("ok");
  await kernel.execute("%wait");
  await kernel.execute("%load near near.fgb --wait");
  const sizes = expected.rows.map(([, size]) => (Array.isArray(size) ? Math.round(Number(size[1])) : 0));
  const read = "[...(await near)].map(({ geometry: g }) => (g === null ? 0 : Math.round(geometry.area(g)))).join()";
  expect(await evaluated(read)).toBe(`'${sizes.join()}'`);
});

test.each<readonly [what: string, json: string, message: string]>([
  ["what is no JSON", "{ INPUT: roads }", "This is no JSON"],
  ["a parameter that is none", '{ "inputs": { "INPUT": "roads", "DISTANSE": 1 } }', 'no parameter "DISTANSE"'],
  ["a layer that is none", '{ "inputs": { "INPUT": "raods" } }', 'no layer "raods". Did you mean "roads"'],
])("%s is an error of the cell", async (_, json, message) => {
  expect(String(await evaluated(`%%process native:buffer\n${json}`))).toContain(message);
});

test("TEMPORARY_OUTPUT stays a layer, which the call gives", async () => {
  const call = 'geo.run("native:centroids", { INPUT: roads, OUTPUT: "TEMPORARY_OUTPUT" }, { as: "middles" })';
  expect(await evaluated(`(await ${call}).length - (await roads).length`)).toBe("0");
  expect(await evaluated("layers.middles!.geometryType")).toBe("'Point'");
});

test.each(endingsTo("write"))("geo.run writes %s, from which the same number of features is read", async (ending) => {
  const path = `made${ending}`;
  // some formats hold longitudes and latitudes alone
  const input = 'await geo.reproject((await roads).filter((f) => f.geometry !== null), { targetCrs: "EPSG:4326" })';
  const call = `geo.run("native:centroids", { INPUT: ${input}, OUTPUT: ${JSON.stringify(path)} })`;
  const made = await evaluated(`(await ${call}).length`);
  expect(statSync(join(folder, path)).size).toBeGreaterThan(0);
  expect(Number(made)).toBeGreaterThan(0);
  if (!endingsTo("read").includes(ending)) return;
  expect(await evaluated(`(await geo.load("again", ${JSON.stringify(path)})).length`)).toBe(made);
});

test.each<readonly [what: string, code: string, expected: string]>([
  ["an index of a layer finds", "(await roads).index().inBox((await roads).bounds!).length > 0", "true"],
  [
    "a prepared geometry answers as the geometry",
    [
      "const wide = geometry.buffer((await roads).head(1)[0]!.geometry, 10);",
      "const ready = geometry.prepare(wide);",
      "[...(await roads)].every(({ geometry: g }) => ready.intersects(g) === geometry.intersects(wide, g))",
    ].join("\n"),
    "true",
  ],
  [
    "groups are counted by functions that see the notebook",
    "const least = 2; (await roads).groupBy((f) => f.properties.n >= least).aggregate({ n: (rows) => rows.length }).length > 0",
    "true",
  ],
])("%s in a cell", async (_, code, expected) => {
  expect(await evaluated(code)).toBe(expected);
});
