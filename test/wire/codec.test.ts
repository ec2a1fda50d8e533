import { createHmac } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { WireCodec } from "../../src/wire/codec.ts";
import { newHeader, newRequest } from "../../src/wire/message.ts";

const codec = new WireCodec({ key: "secret", signatureScheme: "hmac-sha256" });
const sender = { session: "s1", username: "u" };

const json = fc.dictionary(fc.string(), fc.jsonValue());

test("what is encoded is decoded, buffers and all", () => {
  fc.assert(
    fc.property(
      json,
      json,
      fc.array(fc.uint8Array()),
      fc.array(fc.uint8Array({ maxLength: 8 })),
      (content, metadata, buffers, ids) => {
        const identities = ids.filter((id) => !Buffer.from("<IDS|MSG>").equals(id));
        const plain = JSON.parse(JSON.stringify({ content, metadata })) as typeof message;
        const message = { ...newRequest("comm_msg", content, sender), metadata, identities, buffers };
        const decoded = codec.decode(codec.encode({ ...message, parent: newHeader("execute_request", sender) }));
        expect(decoded).toMatchObject({ header: message.header, parent: { msg_type: "execute_request" } });
        expect([decoded.content, decoded.metadata]).toEqual([plain.content, plain.metadata]);
        expect(decoded.buffers.map(bytes)).toEqual(buffers.map(bytes));
        expect(decoded.identities.map(bytes)).toEqual(identities.map(bytes));
      },
    ),
  );
});

test("the signature is the protocol's: HMAC of the four JSON parts, in hexadecimal", () => {
  const [, , signature, ...parts] = codec.encode({
    ...newRequest("x", { a: 1 }, sender),
    identities: [Buffer.from("id")],
  });
  const hmac = createHmac("sha256", "secret");
  for (const part of parts.slice(0, 4)) hmac.update(part);
  expect(Buffer.from(signature ?? []).toString()).toBe(hmac.digest("hex"));
});

test("without a key nothing is signed and everything is read", () => {
  const open = new WireCodec({ key: "", signatureScheme: "" });
  const frames = open.encode(newRequest("x", {}, sender));
  expect(frames[1]).toHaveLength(0);
  expect(open.decode(frames)).toMatchObject({ header: { msg_type: "x" } });
});

const good = () => codec.encode(newRequest("x", { a: 1 }, sender));
const signed = (header: string) =>
  codec.encodeParts({ identities: [], header, parent: "{}", metadata: "{}", content: "{}", buffers: [] });

test.each([
  ["no delimiter", [Buffer.from("a"), Buffer.from("b")], "no Jupyter message"],
  ["too few parts", good().slice(0, 4), "no Jupyter message"],
  ["nothing", [], "no Jupyter message"],
  [
    "another key's signature",
    new WireCodec({ key: "other", signatureScheme: "hmac-sha256" }).encode(newRequest("x", {}, sender)),
    "not signed",
  ],
  ["a changed part", good().with(5, Buffer.from('{"a":2}')), "not signed"],
  ["a part that is not JSON", signed("{"), "is not JSON"],
  ["a part that is a list", signed("[]"), "expected a JSON object"],
  ["a header without a type", signed('{"msg_id":"1","session":"2"}'), "lacks msg_id, msg_type or session"],
])("%s is refused", (_, frames, text) => {
  expect(() => codec.decode(frames)).toThrow(
    expect.objectContaining({ code: "WIRE", message: expect.stringContaining(text) }),
  );
});

test("a signature scheme that Node does not know is refused", () => {
  expect(() => new WireCodec({ key: "k", signatureScheme: "hmac-rot13" })).toThrow('"hmac-rot13"');
});

function bytes(array: Uint8Array): number[] {
  return [...array];
}

test("a message that comes again is refused, by whoever has read it before", () => {
  const frames = good();
  const reader = new WireCodec({ key: "secret", signatureScheme: "hmac-sha256" });
  expect(reader.decode(frames)).toMatchObject({ header: { msg_type: "x" } });
  expect(() => reader.decode(frames)).toThrow("came twice");
  expect(reader.decode(good())).toMatchObject({ header: { msg_type: "x" } });
});
