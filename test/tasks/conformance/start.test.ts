// Threads that never get as far as to serve.
import { mkdirSync, writeFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { Task } from "../../../src/tasks/task.ts";
import { toy, toyEngine, toyWorker, unit } from "../toy-engine.ts";
import { LANE_KINDS } from "./lane-kinds.ts";

const FOLDER = new URL("broken-lanes/", toyWorker);
mkdirSync(FOLDER, { recursive: true });

/** A worker's file with this in it. */
function file(name: string, text: string): URL {
  const url = new URL(`${name}.mjs`, FOLDER);
  writeFileSync(url, text);
  return url;
}

const BROKEN: readonly (readonly [string, URL, RegExp])[] = [
  ["whose file is missing", new URL("no-such-worker.mjs", FOLDER), /no-such-worker/],
  ["with a syntax error", file("syntax", "const = 1;"), /Unexpected token|SyntaxError/],
  ["that throws while it loads", file("throws", 'throw new Error("not today");'), /not today/],
  ["that imports what is not there", file("imports", 'import "./nowhere.mjs";'), /nowhere/],
  ["that exits while it loads", file("exits", "process.exit(5);"), /exit code 5/],
  ["that waits for ever while it loads", file("waits", "await new Promise(() => undefined);"), /exit code 13/],
];

describe.each(LANE_KINDS)("over %s", (_kind, openLane) => {
  test.each(BROKEN)("a worker %s fails its tasks with the reason, and the engine closes", async (_, workerUrl, why) => {
    const engine = toyEngine({ workerUrl, lanes: 2, openLane });
    const tasks = ["a", "b", "c"].map((name) => engine.add(toy(name, () => 1)));
    for (const task of tasks)
      expect(await task.settled).toMatchObject({
        status: "failed",
        reason: "lost",
        error: { code: "WORKER_LOST", message: expect.stringMatching(why) },
      });
    await engine.close();
    expect(engine.threads).toBe(0);
  });

  test("a task whose worker is not up yet ends at once with its cancel", async () => {
    const workerUrl = file("mute", "setInterval(() => undefined, 1000);");
    const engine = toyEngine({ workerUrl, lanes: 1, graceMs: 60_000, openLane });
    for (const stage of ["compute", "io"] as const) {
      const task = new Task("unheard", { job: { stages: [() => [unit(() => 1)]], lanes: [stage] } });
      engine.add(task).cancel();
      expect(await task.settled).toEqual({ status: "canceled", reason: "user" });
    }
  });

  test("a worker that comes up but never serves is replaced after its task's cancel", async () => {
    const threads: URL[] = [file("mute", "setInterval(() => undefined, 1000);")];
    const engine = toyEngine({
      lanes: 1,
      graceMs: 50,
      openLane: (options) => openLane({ ...options, workerUrl: threads.pop() ?? toyWorker }),
    });
    const task = engine.add(toy("unheard", () => 1));
    const next = engine.add(toy("next", () => "ran"));
    task.cancel();
    expect(await next).toBe("ran");
  });
});
