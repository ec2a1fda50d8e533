import { expect, test } from "vitest";
import { connectionText, endpointOf, parseConnection, type ConnectionInfo } from "../../src/wire/connection.ts";

const info: ConnectionInfo = {
  transport: "tcp",
  ip: "127.0.0.1",
  ports: { shell: 1, control: 2, stdin: 3, iopub: 4, hb: 5 },
  key: "k",
  signatureScheme: "hmac-sha256",
};

test("a connection file is read as it was written", () => {
  expect(parseConnection(connectionText(info))).toEqual(info);
});

test("endpoints are as ZeroMQ names them", () => {
  expect(endpointOf(info, "iopub")).toBe("tcp://127.0.0.1:4");
  expect(endpointOf({ ...info, transport: "ipc", ip: "/tmp/k" }, "hb")).toBe("ipc:///tmp/k-5");
});

test.each([
  ["not JSON", "{", "not JSON"],
  ["not an object", "7", "not a JSON object"],
  ["without a port", JSON.stringify({ shell_port: 1 }), "no control_port"],
  ["with an unknown transport", JSON.stringify({ transport: "pigeon" }), '"pigeon"'],
])("a file %s is refused", (_, text, message) => {
  expect(() => parseConnection(text)).toThrow(message);
});
