import { expect, test } from "vitest";
import { oneLine } from "../../src/shown-text.ts";
import { type Script, toy, toyEngine } from "./toy-engine.ts";

/** What a task may say, and what is left of it: sequences as ECMA-48 and xterm's manual have them. */
const SAID: readonly (readonly [string, string, string])[] = [
  [
    "colours stay",
    "\u001b[31mred\u001b[0m \u001b[38;5;208morange\u001b[m",
    "\u001b[31mred\u001b[0m \u001b[38;5;208morange\u001b[m",
  ],
  ["lines and tabs stay", "a\tb\nc\r\nd", "a\tb\nc\r\nd"],
  ["the cursor stays where it is", "a\u001b[2Ab\u001b[1;1Hc\u001b[?25ld", "abcd"],
  ["the screen is not cleared", "\u001bca\u001b[2J\u001b[3Jb", "ab"],
  ["the title stays", "a\u001b]0;title\u0007b\u001b]2;title\u001b\\c", "abc"],
  ["nothing is a link", "\u001b]8;;https://example.org\u001b\\click\u001b]8;;\u001b\\", "click"],
  ["the clipboard stays", "a\u001b]52;c;cm0gLXJm\u0007b", "ab"],
  ["device strings", "a\u001bP1$r0m\u001b\\b\u001b_x\u001b\\c\u001b^y\u001b\\d", "abcd"],
  ["commands of one byte", "a\u009b2Jb\u009d0;title\u009cc\u0085d", "abcd"],
  ["character sets", "a\u001b(0b\u001b)Bc", "abc"],
  ["bells and steps back", "a\u0007b\u0008c\u007fd\u0000e", "abcde"],
  ["what is cut off", "a\u001b[31", "a"],
  ["a sequence inside another", "a\u001b[\u001b[31m2Jb", "a\u001b[31m2Jb"],
  ["a title that never ends", "a\u001b]0;title", "a"],
];

const logs: Script = (text: string, ctx) => ctx.log("info", text);
const fails: Script = (text: string) => {
  const error = new RangeError(text);
  error.stack = `RangeError: ${text}\n    at over (there.ts:1:1)`;
  error.cause = new Error(text);
  throw error;
};

test.each(SAID)("of what a task says %s", async (_, said, left) => {
  const engine = toyEngine({ lanes: 1 });
  const log = engine.add(toy("logs", logs, { input: said }));
  await log;
  expect(log.logs.map(({ text }) => text)).toEqual([left]);
  const failing = engine.add(toy("fails", fails, { input: said }));
  const outcome = await failing.settled;
  const error = outcome.status === "failed" ? outcome.error : undefined;
  expect(error?.message).toBe(left);
  expect(error?.stack).toBe(`RangeError: ${left}\n    at over (there.ts:1:1)`);
  expect(error?.cause).toMatchObject({ message: left });
});

test("a line holds nothing of a colour", () => {
  expect(oneLine("\u001b[31mred\u001b[0m\nand more")).toBe("red and more");
});
