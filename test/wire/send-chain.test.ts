import { expect, test } from "vitest";
import { SendChain } from "../../src/wire/send-chain.ts";

test("sends never overlap, keep their order, and survive a failure", async () => {
  const sent: string[] = [];
  const errors: unknown[] = [];
  let open = 0;
  const socket = {
    async send([frame]: Uint8Array[]): Promise<void> {
      expect(++open).toBe(1);
      await new Promise(setImmediate);
      open--;
      const text = Buffer.from(frame ?? []).toString();
      if (text === "bad") throw new Error("gone");
      sent.push(text);
    },
  };
  const chain = new SendChain(socket, (error) => errors.push(error));
  for (const text of ["a", "bad", "b"]) void chain.send([Buffer.from(text)]);
  await chain.drained();
  expect(sent).toEqual(["a", "b"]);
  expect(errors).toMatchObject([{ message: "gone" }]);
});
