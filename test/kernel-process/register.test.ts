import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { KernelClient } from "../fixtures/kernel-client.ts";

const NEAREST = `const spread = geo.register({
  id: "spread",
  doc: "Grows every feature by a factor.",
  parameters: [
    { name: "input", type: "layer", doc: "Features of any kind" },
    { name: "distance", type: "distance", doc: "How far" },
    { name: "times", type: "integer", default: 2, min: 1, max: 9, doc: "How often" },
    { name: "endCapStyle", type: "enum", values: ["round", "flat"] },
    { name: "label", type: "text", default: "none" },
  ],
  run({ input, distance, times, endCapStyle, label }, ctx) {
    ctx.log("info", label.toUpperCase());
    const out: any[] = [];
    for (const f of input) {
      ctx.throwIfCanceled();
      out.push({ ...f, geometry: geometry.buffer(f.geometry, distance * times, { endCapStyle }) });
    }
    return out;
  },
});
const spots = Layer.from([{ geometry: { type: "Point", coordinates: [0, 0] } }], { crs: "EPSG:3857", name: "spots" });`;

let kernel: KernelClient;
beforeAll(async () => {
  kernel = await KernelClient.start();
});
afterAll(() => kernel.close());

/** Runs a cell and gives the value's text, or the error's. */
async function run(code: string): Promise<string> {
  const { reply, output } = await kernel.execute(code);
  if (reply["status"] === "error") return String(reply["evalue"]);
  const result = output.find(({ header }) => header.msg_type === "execute_result");
  const data = result?.content["data"] as Record<string, string> | undefined;
  return data?.["text/plain"] ?? "";
}

/** What a cell displays, as text. */
async function shown(code: string): Promise<string> {
  const { output } = await kernel.execute(code);
  const display = output.find(({ header }) => header.msg_type === "display_data");
  return String((display?.content["data"] as Record<string, string> | undefined)?.["text/plain"]);
}

async function complete(code: string): Promise<unknown> {
  return (await kernel.request("complete_request", { code, cursor_pos: code.length })).reply["matches"];
}

describe("a registered algorithm", () => {
  test("is typed and runs at once, in the cell that registers it", async () => {
    const width = "const made = await spread(spots, { distance: 5, times: 3 }); made.bounds![2]";
    expect(await run(`${NEAREST}\n${width}`)).toBe("15");
  });

  test("is a call of geo and a magic in the next cell, with help and validation", async () => {
    expect(await run("(await geo.spread(spots, { distance: '7m' })).bounds[2]")).toBe("14");
    expect(await run("%spread spots --distance 4 --times 1 --as wide --wait\nlayers.wide.bounds![2]")).toBe("4");
    expect(await run("%spread spots --distance 4 --times 20")).toContain(
      'times is "20"; expected a whole number from 1 to 9',
    );
    expect(await run("geo.spread(spots, { distance: 1, time: 2 })")).toContain("mean to write 'times'?");
    expect(await run("geo.algorithms('factor').map((a) => a.id).join()")).toContain("user:spread");
  });

  test("is found and explained like any other", async () => {
    expect(await shown("%spread?")).toMatch(
      /^%spread INPUT --distance DISTANCE \[--option …\]\nSpread · Notebook · user:spread/,
    );
    expect(await shown("%algorithms factor")).toMatch(/^ *%spread +Spread: Grows every feature by a factor\.$/m);
  });

  test("runs in batches, typed as a list of layers", async () => {
    const cell =
      "const all = %spread spots --times 1 --batch {[{ distance: 1 }, { distance: 2 }]}\n(await all).map((l) => l.bounds![2])";
    expect(await run(cell)).toBe("[ 1, 2 ]");
    expect(
      await run("(await geo.batch('buffer', [spots, { input: spots }], { distance: 3, as: 'b' })).map((l) => l.name)"),
    ).toBe("[ 'b_1', 'b_2' ]");
  });

  test("is completed like any other", async () => {
    expect(await complete("geo.spr")).toEqual(["spread"]);
    expect(await complete("geo.spread(spots, { tim")).toContain("times");
    expect(await complete("%spre")).toEqual(["spread"]);
    expect(await complete("%spread spots --end-cap-style ")).toEqual(["round", "flat"]);
  });

  test("may be registered again with other parameters", async () => {
    await run(
      'geo.register({ id: "spread", parameters: [{ name: "size", type: "number" }], run: ({ size }) => size * 2 })',
    );
    expect(await run("await geo.spread({ size: 21 })")).toBe("42");
    expect(await run("const n = %spread --size 4\nawait n")).toBe("8");
    expect(await run("geo.spread(spots)")).toContain("readonly size: number");
  });

  test("is not a magic yet in its own cell, and the message says what to write", async () => {
    const cell = 'geo.register({ id: "later", parameters: [], run: () => 1 });\n%later';
    expect(await run(cell)).toBe(
      '%later is a magic from the next cell on. In the cell that registers it, call what geo.register returns, or geo.run("later", { … }).',
    );
  });
});

test.each([
  ['geo.register({ id: "buffer", parameters: [], run: () => 1 })', '"buffer" is an algorithm of mapcell'],
  ['geo.register({ id: "load", parameters: [], run: () => 1 })', '"load" is already the name of something else'],
  ["const k = 3;\ngeo.register({ id: 'closing', parameters: [], run: () => k })", '"k" is declared outside'],
])("refused at once: %s", async (cell, message) => {
  expect(await run(cell)).toContain(message);
});
