import { afterAll, beforeAll, expect, test } from "vitest";
import { contents, KernelClient, shown } from "../fixtures/kernel-client.ts";
import { crowding } from "../fixtures/patience.ts";

let kernel: KernelClient;
beforeAll(async () => {
  kernel = await KernelClient.start({ cwd: process.cwd() }); // where the package is
});
afterAll(() => kernel.close());

test("progress goes on while a heavy import compiles for the first time", async () => {
  const work = `(stop: Int32Array, ctx) => {
    for (let i = 0; Atomics.wait(stop, 0, 0, 20) === "timed-out"; i++) ctx.progress((i % 1000) / 1000);
  }`;
  await kernel.execute("const stop = new Int32Array(new SharedArrayBuffer(4))");
  await kernel.execute(`const counting = tasks.add(Task.fromFunction(${work}, stop))`);
  await kernel.hear(({ header }) => header.msg_type === "update_display_data");

  const answer = await kernel.execute('import * as turf from "@turf/turf"\nturf.point([1, 2]).geometry.type');
  await kernel.execute("Atomics.store(stop, 0, 1); Atomics.notify(stop, 0)");

  expect(shown(answer)).toBe("'Point'");
  // the import takes half a second at least; an update is due each 100 ms, but for the moment in which the package runs
  expect(contents(answer, "update_display_data").length).toBeGreaterThanOrEqual(2);
  const times = answer.output.map(({ header }) => Date.parse(header.date));
  const gaps = times.slice(1).map((time, i) => time - (times[i] ?? time));
  expect(Math.max(...gaps)).toBeLessThan(2000 * crowding());
});
