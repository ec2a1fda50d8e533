import { expect, test } from "vitest";
import { Interrupts } from "../../kernel/protocol/interrupts.ts";
import { COUNTERS, INTERRUPTS, SYNCED } from "../../kernel/protocol/io-messages.ts";

/** The IO thread's part: it counts, and sends a message. `late` comes in between a question and its answer. */
function setUp(late: (send: () => void) => void = () => undefined) {
  const counters = new Int32Array(new SharedArrayBuffer(4 * COUNTERS));
  let count = 0;
  const port: number[] = [];
  const send = () => port.push(Atomics.add(counters, INTERRUPTS, 1) + 1);
  const takeArrived = () => port.splice(0).forEach((interrupt) => interrupts.takeMessage(interrupt));
  const interrupts: Interrupts = new Interrupts(counters, {
    interrupt: () => count++,
    sync: (sync) => {
      late(send);
      Atomics.store(counters, SYNCED, sync);
    },
    takeArrived,
  });
  return { interrupts, send, takeArrived, counted: () => count };
}

test("each interrupt counts once, when its message is taken", () => {
  const { interrupts, send, takeArrived, counted } = setUp();
  for (let n = 1; n <= 2; n++) {
    send();
    expect([interrupts.isSeen(n), counted()]).toEqual([false, n - 1]);
    takeArrived();
    expect([interrupts.isSeen(n), counted()]).toEqual([true, n]);
  }
});

test("a decision counts every interrupt sent before it, also one that is just coming in", () => {
  const { interrupts, send, counted } = setUp((sendLate) => sendLate());
  send();
  interrupts.takeAll();
  expect(counted()).toBe(2);
});
