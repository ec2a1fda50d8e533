import { expect, test } from "vitest";
import { cursorOfOffset, offsetAt, offsetOfCursor, positionAt } from "../../kernel/cells/text-position.ts";
import { cellKey } from "../../kernel/protocol/ids.ts";
import { StreamJoiner, type StreamText } from "../../kernel/protocol/stream-joiner.ts";
import { newHeader } from "../../src/wire/message.ts";

test("printed text is joined by stream and cell, in order", () => {
  const sent: StreamText[] = [];
  const joiner = new StreamJoiner((stream) => sent.push(stream));
  const [a, b] = [1, 2].map(() => newHeader("execute_request", { session: "", username: "" }));
  joiner.add({ name: "stdout", text: "1", parent: a });
  joiner.add({ name: "stdout", text: "2", parent: a });
  joiner.add({ name: "stderr", text: "3", parent: a });
  joiner.add({ name: "stderr", text: "4", parent: b });
  joiner.flush();
  joiner.flush();
  expect(sent.map(({ name, text }) => [name, text])).toEqual([
    ["stdout", "12"],
    ["stderr", "3"],
    ["stderr", "4"],
  ]);
});

test.each([
  ["a live front end that names its cells", { cellId: "a1", messageId: "m", number: 3, interactive: true }, "a1"],
  ["a headless run", { cellId: undefined, messageId: "m", number: 3, interactive: false }, "cell-3"],
  ["a live front end that names none", { cellId: undefined, messageId: "m", number: 3, interactive: true }, "m"],
  ["a cell id that would not do in an id", { cellId: "<a>", messageId: "m", number: 3, interactive: false }, "cell-3"],
])("the key of a cell from %s", (_, request, key) => {
  expect(cellKey(request)).toBe(key);
});

test("a cursor in code points and an offset in UTF-16 units name the same place", () => {
  const text = "a😀b";
  expect([0, 1, 2, 3].map((cursor) => offsetOfCursor(text, cursor))).toEqual([0, 1, 3, 4]);
  expect([0, 1, 3, 4].map((offset) => cursorOfOffset(text, offset))).toEqual([0, 1, 2, 3]);
  expect(offsetOfCursor(text, 99)).toBe(4);
});

test("offsets and positions are each other's inverse", () => {
  const text = "ab\n\ncd";
  for (let offset = 0; offset <= text.length; offset++) expect(offsetAt(text, positionAt(text, offset))).toBe(offset);
  expect(offsetAt(text, { line: 9, column: 0 })).toBe(text.length);
});
