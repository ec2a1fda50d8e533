import fc from "fast-check";
import { expect, test } from "vitest";
import { Pacer } from "../../kernel/display/pacer.ts";
import { ManualClock } from "../fixtures/manual-clock.ts";

function setup(): {
  clock: ManualClock;
  pacer: Pacer;
  sent: { key: string; atMs: number; value: number }[];
  say: (key: string, value: number) => () => void;
} {
  const clock = new ManualClock();
  const sent: { key: string; atMs: number; value: number }[] = [];
  const say = (key: string, value: number) => () => void sent.push({ key, value, atMs: clock.now() });
  return { clock, pacer: new Pacer(clock), sent, say };
}

test("the first goes out at once, then one display changes at most every 100 ms, with its latest state", () => {
  const { clock, pacer, sent, say } = setup();
  pacer.first("a", 100, say("a", 0));
  for (let i = 1; i <= 50; i++) {
    clock.advance(10);
    pacer.update("a", say("a", i));
  }
  expect(sent.map(({ atMs }) => atMs)).toEqual([0, 100, 200, 300, 400, 500]);
  expect(sent.map(({ value }) => value)).toEqual([0, 9, 19, 29, 39, 49]);
});

test("the last state always goes out, and nothing after it", () => {
  const { clock, pacer, sent, say } = setup();
  pacer.first("a", 100, say("a", 0));
  pacer.update("a", say("a", 1));
  pacer.last("a", say("a", 2));
  clock.advance(1000);
  pacer.update("a", say("a", 3));
  clock.advance(1000);
  expect(sent.map(({ value }) => value)).toEqual([0, 2]);
  expect(clock.pending).toBe(0);
});

test("a display that had ended may be opened again", () => {
  const { clock, pacer, sent, say } = setup();
  pacer.first("a", 100, say("a", 0));
  pacer.last("a", say("a", 1));
  clock.advance(100);
  pacer.reopen("a", 100);
  pacer.update("a", say("a", 2));
  clock.advance(100);
  expect(sent.map(({ value }) => value)).toEqual([0, 1, 2]);
});

test("flush sends what waits, at once", () => {
  const { pacer, sent, say } = setup();
  pacer.first("a", 100, say("a", 0));
  pacer.last("a", say("a", 1));
  pacer.flush();
  expect(sent.map(({ value }) => value)).toEqual([0, 1]);
});

test("displays that wait take turns", () => {
  const { clock, pacer, sent, say } = setup();
  const keys = Array.from({ length: 60 }, (_, i) => `d${i}`);
  for (const key of keys) pacer.first(key, 100, say(key, 0));
  clock.advance(5000);
  sent.length = 0;
  for (let round = 1; round <= 30; round++) {
    for (const key of keys) pacer.update(key, say(key, round));
    clock.advance(100);
  }
  const counts = keys.map((key) => sent.filter((message) => message.key === key).length);
  expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
});

test("whatever is asked for, no second has more than 100 updates and each display ends with its last state", () => {
  const step = fc.record({ display: fc.nat(199), waitMs: fc.nat(30) });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 400 }), (steps) => {
      const { clock, pacer, sent, say } = setup();
      const latest = new Map<string, number>();
      for (let i = 0; i < 200; i++) pacer.first(`d${i}`, 100, () => undefined);
      clock.advance(10_000);
      for (const [index, { display, waitMs }] of steps.entries()) {
        const key = `d${display}`;
        pacer.update(key, say(key, index));
        latest.set(key, index);
        clock.advance(waitMs);
      }
      clock.advance(10_000);
      for (const [key, value] of latest) expect(sent.findLast((message) => message.key === key)?.value).toBe(value);
      for (const { atMs } of sent) {
        expect(sent.filter((other) => other.atMs >= atMs && other.atMs < atMs + 1000).length).toBeLessThanOrEqual(100);
      }
    }),
    { numRuns: 30 },
  );
});
