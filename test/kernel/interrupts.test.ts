import { expect, test } from "vitest";
import { Interrupts } from "../../kernel/protocol/interrupts.ts";
import { COUNTERS, INTERRUPTS, SENT } from "../../kernel/protocol/io-messages.ts";

/** The IO thread's part: it counts, signals, and sends a message. */
function setUp() {
  const counters = new Int32Array(new SharedArrayBuffer(4 * COUNTERS));
  let count = 0;
  const interrupts = new Interrupts(counters, () => count++);
  const send = () => {
    Atomics.add(counters, SENT, 1);
    return Atomics.add(counters, INTERRUPTS, 1) + 1;
  };
  return { interrupts, send, counted: () => count };
}

test("an interrupt counts once, whether its signal or its message comes first", () => {
  const { interrupts, send, counted } = setUp();
  const first = send();
  interrupts.takeSignal();
  interrupts.takeMessage(first);
  expect(counted()).toBe(1);
  const second = send();
  interrupts.takeMessage(second);
  interrupts.takeSignal();
  expect(counted()).toBe(2);
});

test("an interrupt counts where only its message arrives", () => {
  const { interrupts, send, counted } = setUp();
  interrupts.takeMessage(send());
  interrupts.takeMessage(send());
  expect(counted()).toBe(2);
});

test("every signal from outside counts, also between interrupts", () => {
  const { interrupts, send, counted } = setUp();
  interrupts.takeSignal();
  interrupts.takeSignal();
  const sent = send();
  interrupts.takeSignal();
  interrupts.takeMessage(sent);
  interrupts.takeSignal();
  expect(counted()).toBe(4);
});
