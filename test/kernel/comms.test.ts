import { expect, test } from "vitest";
import { Comms } from "../../kernel/requests/comms.ts";
import { Ids } from "../../kernel/protocol/ids.ts";
import { runInScope } from "../../kernel/protocol/scope.ts";
import { newRequest, type JsonObject } from "../../src/wire/message.ts";

interface Sent {
  readonly type: string;
  readonly content: JsonObject;
  readonly metadata?: JsonObject | undefined;
  readonly buffers?: readonly Uint8Array[] | undefined;
}

function setUp() {
  const sent: Sent[] = [];
  const io = {
    publish: (type: string, content: JsonObject, { metadata, buffers }: Partial<Sent>) => {
      sent.push({ type, content, metadata, buffers });
    },
  };
  const comms = new Comms({ io, output: { commParent: () => undefined }, ids: new Ids() });
  const take = (type: string, content: JsonObject, buffers: readonly Uint8Array[] = []) =>
    comms.take(newRequest(type, content, { session: "", username: "" }, { buffers }));
  return { comms, sent, take };
}

const widget = {
  targetName: "jupyter.widget",
  data: {
    state: { _model_name: "AnyModel", _model_module: "anywidget", _model_module_version: "0.9", n: 1 },
    buffer_paths: [],
  },
  metadata: { version: "2.1.0" },
};

test("messages go both ways with their buffers", () => {
  const { comms, sent, take } = setUp();
  const comm = comms.open(widget);
  comm.send({ method: "custom", content: "out" }, [Uint8Array.of(1, 2)]);
  const got: unknown[] = [];
  comm.onMessage((content, buffers) => got.push([content, buffers]));
  take("comm_msg", { comm_id: comm.id, data: { method: "custom", content: "in" } }, [Uint8Array.of(3)]);
  expect(sent).toMatchObject([
    { type: "comm_open", content: { comm_id: comm.id, target_name: "jupyter.widget" }, metadata: { version: "2.1.0" } },
    { type: "comm_msg", content: { comm_id: comm.id, data: { content: "out" } }, buffers: [Uint8Array.of(1, 2)] },
  ]);
  expect(got).toEqual([[{ method: "custom", content: "in" }, [Uint8Array.of(3)]]]);
});

test("messages that come before anybody listens are kept", () => {
  const { comms, take } = setUp();
  const comm = comms.open(widget);
  take("comm_msg", { comm_id: comm.id, data: { early: true } });
  const got: unknown[] = [];
  comm.onMessage((content) => got.push(content));
  expect(got).toEqual([{ early: true }]);
});

test("a comm is closed once, by either side", () => {
  const { comms, sent, take } = setUp();
  const [ours, theirs] = [comms.open(widget), comms.open(widget)];
  let closed = 0;
  theirs.onClose(() => closed++);
  ours.close();
  ours.close();
  take("comm_close", { comm_id: theirs.id, data: {} });
  theirs.close();
  expect(sent.filter(({ type }) => type === "comm_close")).toHaveLength(1);
  expect(closed).toBe(1);
  expect(comms.info()).toEqual({ status: "ok", comms: {} });
});

test("comm_info can be asked for one target", () => {
  const { comms } = setUp();
  const { id } = comms.open(widget);
  comms.open({ ...widget, targetName: "other" });
  expect(comms.info("jupyter.widget")).toEqual({ status: "ok", comms: { [id]: { target_name: "jupyter.widget" } } });
});

test("a front end may open a comm for a known target; others are closed at once", () => {
  const { comms, sent, take } = setUp();
  const opened: unknown[] = [];
  comms.onTarget("known", (comm, data) => opened.push([comm.id, data]));
  take("comm_open", { comm_id: "a", target_name: "known", data: { x: 1 } });
  take("comm_open", { comm_id: "b", target_name: "unknown", data: {} });
  expect(opened).toEqual([["a", { x: 1 }]]);
  expect(sent).toMatchObject([{ type: "comm_close", content: { comm_id: "b" } }]);
});

test("a reload gets every widget's latest state in one message, buffers included", () => {
  const { comms, sent, take } = setUp();
  const comm = comms.open({
    ...widget,
    data: { state: { n: 1 }, buffer_paths: [["pixels"], ["deep", 0]] },
    buffers: [Uint8Array.of(1), Uint8Array.of(2)],
  });
  comm.send({ method: "update", state: { n: 2 }, buffer_paths: [["pixels"]] }, [Uint8Array.of(9)]);
  comm.send({ method: "custom", content: { state: { n: 5 } } });
  take("comm_msg", { comm_id: comm.id, data: { method: "update", state: { zoom: 3 }, buffer_paths: [] } });
  comms.open(widget).close();
  take("comm_open", { comm_id: "control", target_name: "jupyter.widget.control", data: {} });
  take("comm_msg", { comm_id: "control", data: { method: "request_states" } });
  expect(sent.at(-1)).toMatchObject({
    content: {
      comm_id: "control",
      data: {
        method: "update_states",
        states: { [comm.id]: { state: { n: 2, zoom: 3 } } },
        buffer_paths: [
          [comm.id, "deep", 0],
          [comm.id, "pixels"],
        ],
      },
    },
    buffers: [Uint8Array.of(2), Uint8Array.of(9)],
  });
});

test("ids come from the cell and a count, so that a notebook run again saves the same", () => {
  const { comms } = setUp();
  const header = newRequest("execute_request", {}, { session: "", username: "" }).header;
  const { signal } = new AbortController();
  const cell = { kind: "cell", header, number: 3, key: "cell-3", signal, interactive: false, identities: [] } as const;
  const ids = runInScope(cell, () => [comms.open(widget).id, comms.open(widget).id]);
  expect(ids).toEqual(["cell-3-comm-1", "cell-3-comm-2"]);
});
