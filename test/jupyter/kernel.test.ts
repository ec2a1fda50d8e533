import { KernelConnection, KernelAPI, ServerConnection, type KernelMessage } from "@jupyterlab/services";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startJupyterServer, type JupyterServer } from "../fixtures/jupyter-server.ts";
import { Patience } from "../fixtures/patience.ts";

let server: JupyterServer;
let kernel: KernelConnection;
const patience = new Patience();

beforeAll(async () => {
  server = await startJupyterServer();
  const serverSettings = ServerConnection.makeSettings({
    baseUrl: server.url,
    wsUrl: server.url.replace("http", "ws"),
    token: server.token,
    appendToken: true,
  });
  const model = await KernelAPI.startNew({ name: "mapcell" }, serverSettings);
  kernel = new KernelConnection({ model, serverSettings });
});
afterAll(async () => {
  await kernel?.shutdown();
  kernel?.dispose();
  await server?.close();
});

/** Runs a cell as JupyterLab does; `onOutput` sees its output messages as they come. */
async function run(code: string, onOutput: (message: KernelMessage.IIOPubMessage) => void = () => undefined) {
  const messages: KernelMessage.IIOPubMessage[] = [];
  const future = kernel.requestExecute({ code, allow_stdin: true });
  future.onIOPub = (message) => {
    messages.push(message);
    onOutput(message);
  };
  const last = () => messages.slice(-3).map(({ header: { msg_type }, content }) => [msg_type, content]);
  const what = () => `the end of ${JSON.stringify(code.slice(0, 200))}; heard last: ${JSON.stringify(last())}`;
  const { content } = await patience.wait(future.done, what);
  return { content, messages, types: messages.map(({ header }) => header.msg_type) };
}

function resultOf({ messages }: Awaited<ReturnType<typeof run>>): unknown {
  const result = messages.find(({ header }) => header.msg_type === "execute_result");
  return (result as KernelMessage.IExecuteResultMsg | undefined)?.content.data["text/plain"];
}

test("the kernel tells that it is TypeScript", async () => {
  const info = await kernel.info;
  expect(info).toMatchObject({
    implementation: "mapcell",
    language_info: { name: "typescript", file_extension: ".ts" },
  });
});

test("a cell gives its input, its prints and its result, between busy and idle", async () => {
  const ran = await run('console.log("hi");\n40 + 2');
  expect(ran.content).toMatchObject({ status: "ok" });
  expect(ran.types).toEqual(["status", "execute_input", "stream", "execute_result", "status"]);
  expect(resultOf(ran)).toBe("42");
});

test("20,000 printed lines all arrive, and the idle after them", async () => {
  const { messages, types } = await run("for (let i = 0; i < 20_000; i++) console.log(i);");
  const text = messages
    .filter((message): message is KernelMessage.IStreamMsg => message.header.msg_type === "stream")
    .map(({ content }) => content.text)
    .join("");
  expect(text.split("\n")).toHaveLength(20_001);
  expect(types.at(-1)).toBe("status");
});

test("an error names itself and points at the cell's own line, and later cells run", async () => {
  const { content, types } = await run('const fine = 1;\nthrow new RangeError("too far");');
  expect(content).toMatchObject({ status: "error", ename: "RangeError", evalue: "too far" });
  expect((content as KernelMessage.IReplyErrorContent).traceback.join("\n")).toMatch(/:2:|line 2/i);
  expect(types).toContain("error");
  expect(resultOf(await run("1 + 1"))).toBe("2");
});

test("completion knows variables of the notebook and their members", async () => {
  await run('const longitude = "8.5";');
  const { content: name } = await kernel.requestComplete({ code: "longi", cursor_pos: 5 });
  expect(name).toMatchObject({ status: "ok", matches: expect.arrayContaining(["longitude"]) });
  const { content: member } = await kernel.requestComplete({ code: "longitude.toUp", cursor_pos: 14 });
  expect(member).toMatchObject({ matches: expect.arrayContaining(["toUpperCase"]) });
});

test("an endless loop is interrupted; variables survive", async () => {
  await run("let kept = 7;");
  const ended = run("while (true) {}", ({ header }) => {
    if (header.msg_type === "execute_input") void kernel.interrupt();
  });
  expect((await ended).content).toMatchObject({ status: "error" });
  expect(resultOf(await run("kept"))).toBe("7");
});

test("a waiting cell is interrupted too", async () => {
  const ended = run("await new Promise(() => undefined);", ({ header }) => {
    if (header.msg_type === "execute_input") void kernel.interrupt();
  });
  expect((await ended).content).toMatchObject({ status: "error" });
});

test("a comm of an unknown kind is closed at once", async () => {
  const comm = kernel.createComm("no-such-target");
  const closed = new Promise<KernelMessage.ICommCloseMsg>((done) => (comm.onClose = done));
  comm.open({});
  expect((await closed).content.comm_id).toBe(comm.commId);
});

test("the map's widget opens a comm, and its state comes back on request, as after a page reload", async () => {
  kernel.registerCommTarget("jupyter.widget", () => undefined); // as the widget manager does
  const { messages } = await run("map");
  const [model] = messages.flatMap(({ content }) => {
    const data = "data" in content ? (content.data as Record<string, { model_id?: string }>) : {};
    return data[WIDGET]?.model_id ?? [];
  });
  const { content } = await kernel.requestCommInfo({ target_name: "jupyter.widget" });
  expect(content).toMatchObject({ comms: { [String(model)]: { target_name: "jupyter.widget" } } });
  const comm = kernel.createComm("jupyter.widget.control");
  const states = new Promise<KernelMessage.ICommMsgMsg>((done) => (comm.onMsg = done));
  comm.open({}, { version: "1.0.0" });
  comm.send({ method: "request_states" });
  expect((await states).content.data).toMatchObject({
    method: "update_states",
    states: { [String(model)]: { model_module: "anywidget", model_name: "AnyModel" } },
  });
});

test("a restart forgets the variables and works on", async () => {
  await run("const forgotten = 1;");
  await kernel.restart();
  await kernel.info;
  expect((await run("forgotten")).content).toMatchObject({ status: "error" });
  expect(resultOf(await run("2 + 3"))).toBe("5");
});

const WIDGET = "application/vnd.jupyter.widget-view+json";
