import { expect, test } from "vitest";
import type { CodeCell } from "../../src/notebook/notebook-format.ts";
import { OutputCollector } from "../../src/notebook/output-collector.ts";

function codeCell(id: string): CodeCell {
  return { id, cell_type: "code", source: "", metadata: {}, execution_count: null, outputs: [] };
}

function stream(text: string, name = "stdout") {
  return { type: "stream", content: { name, text } };
}

function display(text: string, displayId?: string, type = "display_data") {
  const transient = displayId === undefined ? {} : { display_id: displayId };
  return { type, content: { data: { "text/plain": text }, metadata: {}, transient } };
}

function texts(cell: CodeCell): unknown[] {
  return cell.outputs.map((output) => ("data" in output ? output.data["text/plain"] : output));
}

test("text of one stream is joined, another stream starts an output of its own", () => {
  const [collector, cell] = [new OutputCollector(), codeCell("a")];
  for (const message of [stream("1\n"), stream("2\n"), stream("oh", "stderr"), stream("3\n")]) {
    collector.collect(cell, message);
  }
  expect(cell.outputs).toEqual([
    { output_type: "stream", name: "stdout", text: "1\n2\n" },
    { output_type: "stream", name: "stderr", text: "oh" },
    { output_type: "stream", name: "stdout", text: "3\n" },
  ]);
});

test("an update reaches every display of its id, also in earlier cells, and adds none", () => {
  const [collector, first, second] = [new OutputCollector(), codeCell("a"), codeCell("b")];
  collector.collect(first, display("0 %", "bar"));
  collector.collect(second, display("other"));
  collector.collect(second, display("100 %", "bar", "update_display_data"));
  expect(texts(first)).toEqual(["100 %"]);
  expect(texts(second)).toEqual(["other"]);
});

test("a second display of an id updates the first one too", () => {
  const [collector, first, second] = [new OutputCollector(), codeCell("a"), codeCell("b")];
  collector.collect(first, display("old", "d"));
  collector.collect(second, display("new", "d"));
  expect([...texts(first), ...texts(second)]).toEqual(["new", "new"]);
});

test("clear_output empties the cell at once and forgets its displays", () => {
  const [collector, cell] = [new OutputCollector(), codeCell("a")];
  collector.collect(cell, display("x", "d"));
  collector.collect(cell, { type: "clear_output", content: { wait: false } });
  expect(cell.outputs).toEqual([]);
  collector.collect(cell, display("y", "d", "update_display_data"));
  expect(cell.outputs).toEqual([]);
});

test("clear_output with wait keeps the old outputs until the next one comes", () => {
  const [collector, cell] = [new OutputCollector(), codeCell("a")];
  collector.collect(cell, stream("old"));
  collector.collect(cell, { type: "clear_output", content: { wait: true } });
  expect(cell.outputs).toHaveLength(1);
  collector.collect(cell, stream("new"));
  expect(cell.outputs).toEqual([{ output_type: "stream", name: "stdout", text: "new" }]);
});

test("results keep their count, errors their traceback; comm and status messages are not stored", () => {
  const [collector, cell] = [new OutputCollector(), codeCell("a")];
  collector.collect(cell, { type: "execute_input", content: { execution_count: 7 } });
  collector.collect(cell, { type: "execute_result", content: { execution_count: 7, data: { "text/plain": "2" } } });
  collector.collect(cell, { type: "error", content: { ename: "E", evalue: "v", traceback: ["t"] } });
  collector.collect(cell, { type: "comm_open", content: { comm_id: "c" } });
  collector.collect(cell, { type: "status", content: { execution_state: "idle" } });
  expect(cell.execution_count).toBe(7);
  expect(cell.outputs).toEqual([
    { output_type: "execute_result", execution_count: 7, data: { "text/plain": "2" }, metadata: {} },
    { output_type: "error", ename: "E", evalue: "v", traceback: ["t"] },
  ]);
});
