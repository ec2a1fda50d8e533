// What `Lane` promises, asked of the lanes themselves.
import { queryObjects } from "node:v8";
import { MessagePort } from "node:worker_threads";
import { afterEach, describe, expect, test } from "vitest";
import type { Lane, LaneLoss, LaneOptions } from "../../../src/tasks/lane.ts";
import { PLACES_IN_LANE } from "../../../src/tasks/lane-cells.ts";
import type { LaneReply } from "../../../src/tasks/messages.ts";
import { type Script, toyWorker } from "../toy-engine.ts";
import { LANE_KINDS } from "./lane-kinds.ts";

interface Heard {
  readonly lane: Lane;
  /** Types of the replies in their order, and "lost". */
  readonly order: string[];
  readonly losses: LaneLoss[];
  /** Settles with the first that fits. */
  next(fits: (reply: LaneReply) => boolean): Promise<LaneReply>;
}

const opened: Lane[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((lane) => lane.kill()));
});

function open(openLane: (options: LaneOptions) => Lane): Heard {
  const lane = openLane({ workerUrl: toyWorker, heapMb: 64 });
  opened.push(lane);
  const waiting = new Set<(reply: LaneReply) => void>();
  const heard: Heard = {
    lane,
    order: [],
    losses: [],
    next: (fits) => new Promise((resolve) => waiting.add((reply) => fits(reply) && resolve(reply))),
  };
  lane.onMessage((reply) => {
    heard.order.push(reply.type);
    for (const tell of waiting) tell(reply);
  });
  lane.onLost((loss) => {
    heard.order.push("lost");
    heard.losses.push(loss);
  });
  return heard;
}

function post({ lane }: Heard, run: number, script: Script, input?: unknown): void {
  const place = run % PLACES_IN_LANE;
  lane.signals.offer(place, run);
  lane.post({
    type: "run",
    run,
    place,
    label: `run ${run}`,
    kind: "script",
    payload: { script: script.toString(), input },
  });
}

async function openAndKill(openLane: (options: LaneOptions) => Lane, count: number): Promise<void> {
  for (; count > 0; count--) {
    const heard = open(openLane);
    post(heard, 1, one);
    await heard.lane.kill();
  }
  opened.length = 0;
}

function countPorts(): number {
  return queryObjects(MessagePort, { format: "count" });
}

const one: Script = () => 1;
const talksAndDies: Script = (_, ctx) => {
  for (let i = 0; i < 500; i++) ctx.log("info", `${i}`);
  (globalThis.process as unknown as { reallyExit(code: number): never }).reallyExit(9);
};
const deaf: Script = (_, ctx) => {
  ctx.emit("on", 1);
  for (;;);
};

describe.each(LANE_KINDS)("over %s", (_kind, openLane) => {
  test("answers come in the order of the requests, under their numbers", async () => {
    const heard = open(openLane);
    const answers: LaneReply[] = [];
    for (const run of [1, 2, 3]) {
      const answer = heard.next((reply) => reply.type === "done" && reply.run === run);
      post(heard, run, (n: number) => n * 10, run);
      answers.push(await answer);
    }
    expect(answers.map((reply) => reply.type === "done" && reply.value)).toEqual([10, 20, 30]);
    expect(heard.lane.threadId).toBeGreaterThan(0);
  });

  test("what can't be cloned throws at the sender and harms nothing", async () => {
    const heard = open(openLane);
    expect(() => post(heard, 1, one, () => 1)).toThrow(expect.objectContaining({ name: "DataCloneError" }));
    post(heard, 2, one);
    expect(await heard.next(({ type }) => type === "done")).toMatchObject({ run: 2, value: 1 });
  });

  test("what a thread said last is heard before its loss, which is told once", async () => {
    const heard = open(openLane);
    post(heard, 1, talksAndDies);
    await heard.next((reply) => reply.type === "log" && reply.text === "499");
    await expect.poll(() => heard.losses).toMatchObject([{ reason: "lost", exitCode: 9 }]);
    await heard.lane.kill();
    expect(heard.order).toEqual([...Array.from({ length: 500 }, () => "log"), "lost"]);
  });

  test("kill ends an endless loop, settles when the thread has ended, and may be called again", async () => {
    const heard = open(openLane);
    const on = heard.next(({ type }) => type === "emit");
    post(heard, 1, deaf);
    await on;
    await Promise.all([heard.lane.kill(), heard.lane.kill()]);
    expect(heard.losses).toHaveLength(1);
    await heard.lane.kill();
    expect(heard.order).toEqual(["emit", "lost"]);
  });

  test("a lane that is killed before it is up ends, too", async () => {
    const heard = open(openLane);
    post(heard, 1, one);
    await heard.lane.kill();
    expect(heard.losses).toHaveLength(1);
  });

  test("lanes that are killed before they are up leave no port behind", async () => {
    await openAndKill(openLane, 1); // what Node makes once
    const before = countPorts();
    await openAndKill(openLane, 20);
    await expect.poll(countPorts).toBeLessThanOrEqual(before + 5);
  });

  test("cancel reaches a loop through the shared cells, without its event loop", async () => {
    const heard = open(openLane);
    const on = heard.next(({ type }) => type === "emit");
    post(heard, 1, (_, ctx) => {
      ctx.emit("on", 1);
      while (!ctx.isCanceled());
      return "noticed";
    });
    await on;
    const answer = heard.next(({ type }) => type === "done");
    heard.lane.signals.requestCancel(1);
    expect(await answer).toMatchObject({ value: "noticed" });
  });

  test("its heap is limited and what it dies of is named", async () => {
    const heard = open(openLane);
    post(heard, 1, () => {
      const kept: unknown[] = [];
      for (;;) kept.push(Array.from({ length: 1000 }, Math.random));
    });
    await expect.poll(() => heard.losses, { timeout: 20_000 }).toMatchObject([{ reason: "memory" }]);
    expect(heard.losses[0]?.error).toMatchObject({ code: "ERR_WORKER_OUT_OF_MEMORY" });
  });
});
