import { afterAll, beforeAll, expect, test } from "vitest";
import { contents, KernelClient } from "../fixtures/kernel-client.ts";

let kernel: KernelClient;
beforeAll(async () => {
  kernel = await KernelClient.start();
});
afterAll(() => kernel.close());

test(
  "1,000 submits in one cell: at most 100 messages a second, and every last state is shown",
  { timeout: 120_000 },
  async () => {
    const code = `const point = Layer.from([{ geometry: { type: "Point", coordinates: [1, 2] } }], { name: "point" });
for (let i = 0; i < 1000; i++) { %buffer point --distance {i}m }`;
    const { reply, output } = await kernel.execute(code, { allow_stdin: false });
    expect(reply["status"]).toBe("ok");
    const displays = output.filter(({ header }) => header.msg_type.endsWith("display_data"));
    const times = displays.map(({ header }) => Date.parse(header.date));
    const perSecond = times
      .map((time, index) => times.slice(index).findIndex((other) => other >= time + 1000))
      .filter((count) => count >= 0);
    expect(Math.max(0, ...perSecond)).toBeLessThanOrEqual(100);

    const made = contents({ output }, "display_data");
    expect(made).toHaveLength(11);
    const last = new Map(
      [...made, ...contents({ output }, "update_display_data")].map(({ transient, data }) => [
        JSON.stringify(transient),
        data,
      ]),
    );
    const texts = [...last.values()].map((data) => (data as Record<string, string>)["text/plain"] ?? "");
    expect(texts.slice(0, 10).every((text) => text.startsWith("buffer point  ✓ 1 feature"))).toBe(true);
    expect(texts[10]).toMatch(/^990 tasks {2}990 complete/);
  },
);
