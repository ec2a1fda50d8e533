import { expect, test } from "vitest";
import { TasksView } from "../../src/session/tasks-view.ts";
import { ProxyTask } from "../../src/tasks/proxy-task.ts";
import { Task } from "../../src/tasks/task.ts";
import { MagicCells, points } from "./magic-cells.ts";

const SLOW = "const end = Date.now() + 20_000;\nwhile (Date.now() < end) ctx.throwIfCanceled();";

function cells(): MagicCells {
  const made = new MagicCells();
  made.session.store.set("roads", points(10));
  return made;
}

test("a headless cell waits for its own tasks, also for those submitted meanwhile", async () => {
  const made = cells();
  await made.run("%buffer roads --distance 5m --as a\na.then(() => { %buffer roads --distance 6m --as b\n})");
  expect(await made.cellTasks.settle(made.cell)).toBeUndefined();
  expect(made.session.engine.tasks().map(({ status }) => status)).toEqual(["complete", "complete"]);
});

test("it gives the error of the first that failed, and none for a cancelled one", async () => {
  const made = cells();
  await made.run("%load a missing-1.geojson\n%load b missing-2.geojson");
  expect((await made.cellTasks.settle(made.cell))?.message).toContain("missing-1.geojson");
  await made.run("%buffer roads --distance 5m\n%cancel");
  expect(await made.cellTasks.settle(made.cell)).toBeUndefined();
});

test("a batch fails a headless cell when one of its items does", async () => {
  const made = cells();
  made.session.algorithms.register({
    id: "fails",
    parameters: [{ name: "n", type: "number" }],
    run: ({ n }: { n: number }) => {
      if (n === 2) throw new Error("two is too many");
      return n;
    },
  });
  await made.run("%fails --batch {[{ n: 1 }, { n: 2 }]}");
  expect((await made.cellTasks.settle(made.cell))?.message).toBe("two is too many");
});

test("background tasks, held ones and what waits for held ones are not waited for", async () => {
  const made = cells();
  await made.run(`%%task long --background\n${SLOW}`);
  expect(await made.cellTasks.settle(made.cell)).toBeUndefined();
  await made.run("%centroids roads --as c --after long\n%hold c\n%centroids c --as d");
  expect(await made.cellTasks.settle(made.cell)).toBeUndefined();
  expect(made.session.engine.tasks().map(({ status }) => status)).not.toContain("complete");
});

test("a task that the user made and added in the background is not waited for", async () => {
  const made = cells();
  made.variables["Task"] = Task;
  made.variables["tasks"] = new TasksView(made.session);
  const add = `tasks.add(Task.fromFunction((_, ctx) => {\n${SLOW}\n})`;
  await made.run(`${add}, { background: true })`);
  expect(await made.cellTasks.settle(made.cell)).toBeUndefined();
  await made.run(`${add})`);
  const settled = made.cellTasks.settle(made.cell);
  const [background, waitedFor] = made.session.engine.tasks();
  waitedFor!.cancel();
  await settled;
  expect([background!.status, waitedFor!.status]).toEqual(["running", "canceled"]);
});

test("a proxy of work elsewhere is not waited for; a promise is", async () => {
  const made = cells();
  const proxy = made.session.add(new ProxyTask("upload"));
  made.cellTasks.submitted({ task: proxy, as: undefined, background: false });
  const promise = made.session.add(Task.fromPromise(new Promise((resolve) => setTimeout(resolve, 20))));
  made.cellTasks.submitted({ task: promise, as: undefined, background: false });
  expect(await made.cellTasks.settle(made.cell)).toBeUndefined();
  expect([proxy.status, promise.status]).toEqual(["running", "complete"]);
});

test("a task that is held while the cell waits is let go", async () => {
  const made = cells();
  await made.run(`%%task long --background\n${SLOW}`);
  await made.run("%centroids roads --as c --after long");
  const settled = made.cellTasks.settle(made.cell);
  (made.variables["c"] as Task).hold();
  expect(await settled).toBeUndefined();
});

test("an interrupt ends the wait", async () => {
  const made = cells();
  const stop = new AbortController();
  await made.run(`%%task long\n${SLOW}`);
  const settled = made.cellTasks.settle(made.cell, stop.signal);
  stop.abort();
  expect(await settled).toBeUndefined();
});

test("a failure that its cell has asked for is handled, with what it took along; another is not", async () => {
  const made = cells();
  await made.run("%load a missing-1.geojson\n%buffer a --distance 1m --as b\nb.then(undefined, () => undefined)");
  expect(await made.cellTasks.settle(made.cell)).toBeUndefined();
  await made.run("%load c missing-2.geojson\n%load d missing-3.geojson\nawait c.settled");
  expect((await made.cellTasks.settle(made.cell))?.message).toContain("missing-3.geojson");
});
