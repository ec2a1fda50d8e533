import { createHmac } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { WireCodec } from "../../src/wire/codec.ts";
import { newHeader, newRequest } from "../../src/wire/message.ts";
import { contents, executeContent, KernelClient, printed } from "../fixtures/kernel-client.ts";

let kernel: KernelClient;
beforeAll(async () => {
  kernel = await KernelClient.start();
  await kernel.execute("let runs = 0");
});
afterAll(() => kernel.close());

const stranger = { session: "stranger", username: "stranger" };
const DELIMITER = Buffer.from("<IDS|MSG>");
const COUNTING = executeContent("runs++");

/** Signed with the connection's key. */
function signed(parts: { readonly header?: string; readonly content?: string }): Uint8Array[] {
  const header = JSON.stringify(newHeader("execute_request", stranger));
  const codec = new WireCodec(kernel.connection);
  return codec.encodeParts({
    identities: [],
    header,
    parent: "{}",
    metadata: "{}",
    content: JSON.stringify(COUNTING),
    buffers: [],
    ...parts,
  });
}

function forged(key: string): Uint8Array[] {
  const codec = new WireCodec({ key, signatureScheme: "hmac-sha256" });
  return codec.encode(newRequest("execute_request", COUNTING, stranger));
}

async function countOfRuns(): Promise<unknown> {
  const [result] = contents(await kernel.execute("runs"), "execute_result");
  return (result?.["data"] as Record<string, unknown> | undefined)?.["text/plain"];
}

test.each<[string, () => Uint8Array[], string]>([
  ["another key's signature", () => forged("guessed"), "not signed with this connection's key"],
  ["no signature", () => forged(""), "not signed with this connection's key"],
  ["no frame with a delimiter", () => [Buffer.from("garbage")], "no Jupyter message"],
  ["an empty frame", () => [Buffer.alloc(0)], "no Jupyter message"],
  ["too few frames", () => [DELIMITER, Buffer.from(""), Buffer.from("{}")], "no Jupyter message"],
  ["twenty megabytes of noise", () => [DELIMITER, ...Array<Buffer>(5).fill(Buffer.alloc(4e6, 7))], "not signed"],
  ["a header that is no JSON", () => signed({ header: "{" }), "is not JSON"],
  ["a header that is no object", () => signed({ header: "[]" }), "expected a JSON object"],
  ["a header without a type", () => signed({ header: '{"msg_id":"a","session":"b"}' }), "lacks msg_id, msg_type"],
  ["content that is null", () => signed({ content: "null" }), "expected a JSON object"],
  [
    "content nested too deeply to hand on",
    () => signed({ content: `{"a":${"[".repeat(2e5)}${"]".repeat(2e5)}}` }),
    "could not be taken",
  ],
])("a message with %s is dropped, and the kernel goes on", async (_, frames, complaint) => {
  const before = await countOfRuns();
  kernel.log = "";
  await kernel.sendFrames(frames());
  await kernel.sendFrames(frames(), "control");
  await kernel.request("kernel_info_request", {}, "control");
  expect(await countOfRuns()).toBe(before);
  expect(kernel.log).toContain(complaint);
});

test("text that is no UTF-8 is read with replacement characters", async () => {
  const header = newHeader("execute_request", stranger);
  const content = Buffer.from(JSON.stringify(executeContent("console.log('?')")), "latin1");
  content[content.indexOf("?")] = 0xff;
  const parts = [JSON.stringify(header), "{}", "{}"].map((part) => Buffer.from(part)).concat(content);
  const hmac = parts.reduce((sum, part) => sum.update(part), createHmac("sha256", kernel.connection.key));
  await kernel.sendFrames([DELIMITER, Buffer.from(hmac.digest("hex")), ...parts]);
  await kernel.idle(header);
  const output = kernel.heard.filter(({ parent }) => parent?.msg_id === header.msg_id);
  expect(printed({ output })).toBe("\ufffd\n");
});

test("a message that is sent again is not obeyed again", async () => {
  const before = Number(await countOfRuns());
  const frames = signed({});
  kernel.log = "";
  await kernel.sendFrames(frames);
  await kernel.sendFrames(frames);
  await kernel.sendFrames(frames, "control");
  await kernel.request("kernel_info_request", {}, "control");
  expect(Number(await countOfRuns())).toBe(before + 1);
  expect(kernel.log).toContain("came twice");
});

test("a message for a subshell, which this kernel has none of, is answered as any other", async () => {
  const message = newRequest("execute_request", executeContent("'in the shell'"), stranger);
  const header = { ...message.header, subshell_id: "s1" };
  await kernel.sendFrames(new WireCodec(kernel.connection).encode({ ...message, header }));
  await kernel.idle(header);
  const output = kernel.heard.filter(({ parent }) => parent?.msg_id === header.msg_id);
  expect(contents({ output }, "execute_result")).toMatchObject([{ data: { "text/plain": "'in the shell'" } }]);
});

test.each(["debug_request", "create_subshell_request", "toString", "comm_unheard_of", "execute_reply"])(
  "a message of type %s is answered by its status alone",
  async (type) => {
    for (const channel of ["shell", "control"] as const) await kernel.idle(kernel.send(type, {}, channel));
    expect(await countOfRuns()).toMatch(/^\d+$/);
  },
);

test("connect_request gives the ports", async () => {
  const { shell, iopub, stdin, control, hb } = kernel.connection.ports;
  const { reply } = await kernel.request("connect_request", {});
  expect(reply).toEqual({
    status: "ok",
    shell_port: shell,
    iopub_port: iopub,
    stdin_port: stdin,
    control_port: control,
    hb_port: hb,
  });
});

test.each([
  ["complete_request", { code: 5, cursor_pos: "x" }],
  ["inspect_request", { code: "1", cursor_pos: -7, detail_level: null }],
  ["is_complete_request", {}],
  ["history_request", { hist_access_type: "search", pattern: null, n: "many" }],
  ["comm_info_request", { target_name: null }],
])("a %s with content of the wrong types is still answered", async (type, content) => {
  expect(await kernel.request(type, content)).toMatchObject({ reply: { status: expect.any(String) } });
});

test("two clients at once get the replies to their own requests; outputs go to both", async () => {
  const other = await KernelClient.join(kernel);
  try {
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, round) =>
        Promise.all([kernel, other].map((client, who) => client.execute(`console.log(${round}, ${who}); ${who}`))),
      ),
    );
    for (const [round, [mine, theirs]] of answers.entries()) {
      expect([mine?.reply, theirs?.reply]).toMatchObject([{ status: "ok" }, { status: "ok" }]);
      expect([printed(mine ?? none), printed(theirs ?? none)]).toEqual([`${round} 0\n`, `${round} 1\n`]);
    }
    await other.hear(({ content }) => content["text"] === "19 0\n");
    await kernel.hear(({ content }) => content["text"] === "19 1\n");
    for (const client of [kernel, other]) {
      const texts = client.heard.map(({ content }) => content["text"]);
      expect(texts).toEqual(expect.arrayContaining(["0 0\n", "0 1\n", "19 0\n", "19 1\n"]));
    }
  } finally {
    other.leave();
  }
});

const none = { output: [] };

test("a question goes to the client whose cell asks", async () => {
  const other = await KernelClient.join(kernel);
  try {
    kernel.onInput = () => "from the first";
    other.onInput = () => "from the second";
    const answer = await other.execute("await input('Who?')");
    expect(contents(answer, "execute_result")).toMatchObject([{ data: { "text/plain": "'from the second'" } }]);
  } finally {
    other.leave();
  }
});
