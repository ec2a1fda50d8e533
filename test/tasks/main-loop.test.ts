import { expect, test } from "vitest";
import { ProxyTask } from "../../src/tasks/proxy-task.ts";
import { Task } from "../../src/tasks/task.ts";
import { record, toy, toyEngine, when } from "./toy-engine.ts";

test("a task follows a promise and gives what it gives", async () => {
  const engine = toyEngine();
  expect(await engine.add(Task.fromPromise(Promise.resolve(7), { description: "seven" }))).toBe(7);
  const bad = engine.add(Task.fromPromise(Promise.reject(new Error("offline"))));
  await expect(bad).rejects.toThrow("offline");
  expect(engine.threads).toBe(0);
});

test("work of the main loop begins when what it depends on is complete, and reports as any task does", async () => {
  const engine = toyEngine();
  const events = record(engine);
  const first = toy("first", () => 2);
  const task = Task.fromPromise(
    async (ctx) => {
      expect(first.status).toBe("complete");
      for (const i of ctx.range(4)) ctx.log("info", `row ${i}`);
      ctx.emit("rows", 4);
      return "done";
    },
    { dependsOn: [first] },
  );
  expect(await engine.add(task)).toBe("done");
  expect(task.logs).toHaveLength(4);
  const kinds = events.flatMap((event) => ("task" in event && event.task === task ? [event.type] : []));
  expect(kinds).toContain("progress");
  expect(kinds.filter((kind) => kind !== "progress").slice(-3)).toEqual(["emit", "state", "settled"]);
});

test("a cancel ends it at once and aborts its signal; what it says after that is dropped", async () => {
  const engine = toyEngine();
  let aborted: unknown;
  const said: (() => void)[] = [];
  const task = engine.add(
    Task.fromPromise(
      (ctx) =>
        new Promise(() => {
          ctx.signal.addEventListener("abort", () => (aborted = ctx.signal.reason));
          said.push(() => ctx.log("info", "late"));
        }),
    ),
  );
  task.cancel();
  expect(await task.settled).toEqual({ status: "canceled", reason: "user" });
  expect(aborted).toMatchObject({ code: "TASK_CANCELED" });
  for (const say of said) say();
  expect(task.logs).toEqual([]);
});

test("a proxy shows the progress of work elsewhere and keeps no lane from others", async () => {
  const engine = toyEngine({ lanes: 1 });
  const events = record(engine);
  const upload = engine.add(new ProxyTask<string>("upload"));
  expect(await engine.add(toy("other", () => 1))).toBe(1);
  upload.setProgress(0.4, "40 MB");
  await when(engine, (event) => event.type === "progress" && event.task === upload);
  expect(upload).toMatchObject({ status: "running", fraction: 0.4, text: "40 MB" });
  upload.log("warning", "slow");
  upload.finalize("stored");
  expect(await upload).toBe("stored");
  expect(upload.logs).toEqual([{ level: "warning", text: "slow" }]);
  expect(events.filter((event) => event.type === "settled" && event.task === upload)).toHaveLength(1);
});

test("a proxy fails, or is canceled and tells so; what comes after that counts no more", async () => {
  const engine = toyEngine();
  const failing = engine.add(new ProxyTask("query"));
  failing.fail(new Error("connection lost"));
  await expect(failing).rejects.toThrow("connection lost");
  const canceled = engine.add(new ProxyTask("query"));
  canceled.cancel();
  expect(await canceled.settled).toEqual({ status: "canceled", reason: "user" });
  expect(canceled.signal.aborted).toBe(true);
  canceled.finalize();
  canceled.setProgress(1);
  expect(canceled).toMatchObject({ status: "canceled", fraction: 0 });
});

test("closing the engine ends work of the main loop", async () => {
  const engine = toyEngine();
  const proxy = engine.add(new ProxyTask("endless"));
  await engine.close();
  expect(proxy.state).toEqual({ status: "canceled", reason: "shutdown" });
});
