import { expect, test } from "vitest";
import { SpatialError } from "../../src/errors.ts";
import { laneEngine } from "../../src/worker/lane-engine.ts";

const log = (): void => undefined;

test("a unit that is canceled while its engine opens does not wait for it, the next one gets that engine", async () => {
  const cancel = new AbortController();
  const engine = laneEngine("geos", { log });
  const waits = laneEngine("geos", { log, signal: cancel.signal });
  const canceled = new SpatialError("TASK_CANCELED", "It was canceled.");
  const order: string[] = [];
  void engine.then(() => order.push("opened"));
  cancel.abort(canceled);
  await expect(waits.finally(() => order.push("canceled"))).rejects.toBe(canceled);
  await expect(laneEngine("geos", { log, signal: cancel.signal })).rejects.toBe(canceled);
  expect(await laneEngine("geos", { log })).toBe(await engine);
  expect(order).toEqual(["canceled", "opened"]);
});
