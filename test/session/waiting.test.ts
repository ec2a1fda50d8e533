import { once } from "node:events";
import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Layer } from "../../src/layers/layer.ts";
import { Session } from "../../src/session/session.ts";
import { Task } from "../../src/tasks/task.ts";

const WORKER = new URL("../../dist/test/worker.js", import.meta.url);
const ROADS = {
  type: "FeatureCollection",
  features: [{ type: "Feature", properties: { name: "A1" }, geometry: { type: "Point", coordinates: [9, 48] } }],
};
let session: Session;
let server: Server;
let origin: string;

/** A server that answers for /roads.geojson, and never for anything else. */
beforeEach(async () => {
  session = new Session({ workerUrl: WORKER, lanes: 1 });
  server = createServer(({ url }, response) => {
    if (url === "/roads.geojson") response.end(JSON.stringify(ROADS));
    else if (url === "/none.geojson") response.writeHead(404).end();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(async () => {
  await session.close();
  server.closeAllConnections();
  server.close();
});

const points = (): Layer =>
  Layer.from([{ geometry: { type: "Point", coordinates: [0, 0] } }], { crs: "EPSG:3857", name: "points" });

test("twenty hanging downloads do not delay a buffer, and a cancel ends them", async () => {
  const downloads = Array.from({ length: 20 }, (_, i) => session.load(`slow${i}`, `${origin}/slow${i}.geojson`));
  const near = await session.submitAlgorithm("buffer", { input: points(), distance: 10 });
  expect(near.length).toBe(1);
  expect(downloads.every(({ status }) => status === "running")).toBe(true);
  session.interrupt();
  for (const download of downloads) expect(await download.settled).toEqual({ status: "canceled", reason: "user" });
});

test("a layer is loaded from an address, beside hanging ones", async () => {
  session.load("slow", `${origin}/slow.geojson`);
  const roads = await session.load("roads", `${origin}/roads.geojson`);
  expect(roads.head(1)[0]?.properties).toEqual({ name: "A1" });
  await expect(session.load("none", `${origin}/none.geojson`)).rejects.toMatchObject({ code: "FILE_MISSING" });
});

test("a download's progress is its share of the whole, the rest is for what is made of it", async () => {
  const half = JSON.stringify(ROADS).padEnd(2 ** 19);
  let answer: ServerResponse | undefined;
  server.on("request", ({ url }, response) => {
    if (url !== "/halves.geojson") return;
    response.writeHead(200, { "content-length": 2 * half.length }).write(half);
    answer = response;
  });
  const task = session.load("halves", `${origin}/halves.geojson`);
  const fractions: number[] = [];
  session.engine.on((event) => {
    if (event.type !== "progress") return;
    fractions.push(event.fraction);
    if (event.fraction > 0.37) answer?.end(" ".repeat(half.length));
  });
  expect(await task).toHaveLength(1);
  expect(fractions.find((fraction) => fraction > 0.37)).toBeCloseTo(0.375, 2); // half of the download's three quarters
});

test("functions that wait run many at once beside one lane that computes", async () => {
  const asks = (url: string) =>
    session.add(
      Task.fromFunction(async (address: string, ctx) => (await fetch(address, { signal: ctx.signal })).json(), url, {
        io: true,
      }),
    );
  const hanging = Array.from({ length: 20 }, (_, i) => asks(`${origin}/hang${i}`));
  expect(await asks(`${origin}/roads.geojson`)).toHaveLength(1);
  expect(await session.submitAlgorithm("centroids", { input: points() })).toHaveLength(1);
  session.engine.cancelAll();
  for (const task of hanging) expect(await task.settled).toEqual({ status: "canceled", reason: "user" });
});

test("a task that depends on a layer by name ends when the layer is removed or replaced; its inputs are snapshots", async () => {
  session.store.set("roads", points());
  const forever = (description: string) =>
    session.add(
      Task.fromFunction(
        (_: undefined, ctx) => {
          while (!ctx.isCanceled());
          ctx.throwIfCanceled();
        },
        undefined,
        { description, dependsOn: { layers: ["roads"] } },
      ),
    );
  const first = forever("first");
  const plain = session.submitAlgorithm("buffer", { input: "roads", distance: 10 });
  session.store.set("roads", points());
  await expect(first).rejects.toThrow('because layer "roads", which it depends on, was replaced');
  expect(await plain).toHaveLength(1);
  const second = forever("second");
  session.names.remove("roads");
  await expect(second).rejects.toThrow('because layer "roads", which it depends on, was removed');
});

test("a task can't depend on a layer that is not there; near names are suggested and nothing is queued", () => {
  session.store.set("roads", points());
  const task = Task.fromFunction(() => 1, undefined, { dependsOn: { layers: ["rods"] } });
  expect(() => session.add(task)).toThrow('There is no layer "rods". Did you mean "roads"?');
  expect(session.engine.tasks()).toEqual([]);
});
