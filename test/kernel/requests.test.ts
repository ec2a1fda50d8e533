import { expect, test } from "vitest";
import { Comms } from "../../kernel/requests/comms.ts";
import { History } from "../../kernel/requests/history.ts";
import { Ids } from "../../kernel/protocol/ids.ts";
import { Requests } from "../../kernel/requests/requests.ts";
import { newRequest, type JsonObject } from "../../src/wire/message.ts";

test("a request that fails is answered with the error, so that nobody waits for ever", async () => {
  const told: unknown[] = [];
  const idle = new Promise<void>((done) => {
    const io = {
      publish: () => undefined,
      reply: (_: unknown, type: string, { status, evalue }: JsonObject) => told.push([type, status, evalue]),
      status: (state: string) => {
        told.push(state);
        if (state === "idle") done();
      },
    };
    const comms = new Comms({ io, output: { commParent: () => undefined }, ids: new Ids() });
    const requests = new Requests({
      io,
      comms,
      history: new History(),
      world: Promise.reject(new Error("no compiler")),
    });
    const message = newRequest("complete_request", { code: "a", cursor_pos: 1 }, { session: "", username: "" });
    requests.take({ channel: "shell", message }, (error) => told.push(error));
  });
  await idle;
  expect(told).toEqual(["busy", ["complete_reply", "error", "no compiler"], "idle"]);
});
