import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import type { Layer } from "../../src/layers/layer.ts";
import { makeGeo } from "../../src/session/geo.ts";
import { Session } from "../../src/session/session.ts";
import { runBody } from "./run-body.ts";

const WORKER = new URL("../../dist/test/worker.js", import.meta.url);
const folder = mkdtempSync(join(tmpdir(), "large-"));
const session = new Session({ workerUrl: WORKER, lanes: 2 });
const geo = makeGeo(session);
afterAll(async () => {
  await session.close();
  rmSync(folder, { recursive: true });
});

const IDS = ["9007199254740993", "9007199254740992", "9007199254740995", "7"];

test.each(["geojson", "fgb"])("ids beyond 2^53 go through tasks and %s digit by digit", async (ending) => {
  const features = IDS.map(
    (id, x) => `{"type":"Feature","geometry":{"type":"Point","coordinates":[${x},0]},"properties":{"osm":${id}}}`,
  );
  const path = join(folder, "ids.geojson");
  writeFileSync(path, `{"type":"FeatureCollection","features":[${features.join(",")}]}`);
  const layer = await geo.load("ids", path);
  const kept = (await runBody(session, {
    name: "kept",
    source: "return ids.filter(({ properties }) => properties.osm > 7n && JSON.stringify(properties).length > 20);",
    inputs: [{ name: "ids", layer }],
  })) as Layer;
  const groups = await geo.run("dissolve", { input: kept, field: ["osm"] });
  const copy = join(folder, `copy.${ending}`);
  await geo.save(groups, copy);
  const again = await geo.load("again", copy);
  expect(again.fields).toEqual([{ name: "osm", type: "integer64" }]);
  expect(again.head().map(({ properties }) => properties["osm"])).toEqual(IDS.slice(0, 3).map(BigInt));
  await geo.save(again, path);
  for (const id of IDS.slice(0, 3)) expect(readFileSync(path, "utf8")).toContain(`"osm":${id}}`);
});
