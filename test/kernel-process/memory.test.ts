// A task that fills the memory ends for that reason, soon, and alone, whatever it fills it with: on the whole machine
// and in containers.
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { tmpdir, totalmem } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Container, makeContainer } from "../fixtures/container.ts";
import { contents, KernelClient, printed } from "../fixtures/kernel-client.ts";

const GB = 2 ** 30;
/** From when the process holds more than its budget to the end of the task that is to blame. */
const ENDED_MS = 10_000;
/** Of the memory there is, what the process may hold; see src/tasks/process-memory.ts. */
const BUDGET_SHARE = 0.75;

/** Bodies of functions that never end by themselves. */
const FILLINGS: Readonly<Record<string, string>> = {
  "arrays of doubles in objects": "const a = []; for (;;) a.push({ x: new Array(1000).fill(1.5) });",
  "one array of doubles": "const a = []; for (;;) a.push(1.5);",
  "small objects": "const a = []; for (let i = 0; ; i++) a.push({ i, next: a });",
  texts: "const a = []; for (let i = 0; ; i++) a.push(('x' + i).repeat(2000).split('').join('-'));",
  "one text":
    "const a = []; let s = 'abcdefgh'; for (;;) { s += s; if (s.length > 2 ** 26) { a.push(Buffer.from(s).toString('latin1')); s = 'abc'; } }",
  "nested features":
    "const features = []; for (let i = 0; ; i++) features.push({ type: 'Feature', properties: { name: 'n' + i }, geometry: { type: 'Polygon', coordinates: [Array.from({ length: 100 }, (_, k) => [k, i])] } });",
  // one of 2 ** 24 entries is full
  "large maps":
    "const all = []; for (;;) { const m = new Map(); all.push(m); for (let i = 0; i < 1.6e7; i++) m.set(i, i + 0.5); }",
  maps: "const all = []; for (;;) { const m = new Map(); for (let i = 0; i < 1e5; i++) m.set('k' + i, { i }); all.push(m); }",
  // from 2 ** 23 keys on V8 sorts all of them at each new one, and the table does not grow any more
  "objects as tables":
    "const all = []; for (;;) { const t = {}; all.push(t); for (let i = 0; i < 8e6; i++) t['k' + i] = i; }",
  "a list with holes": "const a = []; for (let i = 0; ; i++) a[i * 1000] = { i };",
  "typed arrays": "const a = []; for (;;) a.push(new Float64Array(2 ** 20).fill(1));",
  "shared memory": "const a = []; for (;;) a.push(new Uint8Array(new SharedArrayBuffer(2 ** 23)).fill(1));",
  "wasm memory":
    "const a = []; for (;;) { const m = new (globalThis as any).WebAssembly.Memory({ initial: 1024 }); new Uint8Array(m.buffer).fill(1); a.push(m); }",
  "clones of what it holds":
    "const one = Array.from({ length: 1e6 }, (_, i) => ({ i, name: 'n' + i })); const a = []; for (;;) a.push(structuredClone(one));",
};

/** What V8 would end the process over, and what it does not count; the rest takes minutes and runs with MAPCELL_MEMORY=all. */
const SHORT = new Set([
  "arrays of doubles in objects",
  "one array of doubles",
  "typed arrays",
  "shared memory",
  "wasm memory",
]);
const ALL = process.env["MAPCELL_MEMORY"] === "all";
const CASES = Object.entries(FILLINGS).filter(([name]) => ALL || SHORT.has(name));

const GROUPS: readonly (readonly [string, number])[] = [
  ["a container with 1 GB", GB],
  ["a container with 4 GB", 4 * GB],
];

describe.each(GROUPS)("in %s", { timeout: 300_000 }, (_, bytes) => {
  const container = makeContainer(bytes);
  const lacks = typeof container === "string" ? container : undefined;
  let kernel: KernelClient;
  let hash: string;

  beforeAll(async () => {
    if (lacks !== undefined) return;
    kernel = await KernelClient.start({ entry: (container as Container).entry });
    kernel.patience.ms = 280_000;
    await evaluate(kernel, KEPT);
    hash = await evaluate(kernel, HASH);
  });
  afterAll(async () => {
    if (lacks !== undefined) return;
    await kernel.close();
    await (container as Container).remove();
  });
  test.for(CASES)("%s", async ([name, body], context) => {
    if (lacks !== undefined) return context.skip(lacks);
    const watch = watchMemory(kernel, Math.min(bytes, totalmem()) * BUDGET_SHARE);
    const [fate, ...beside] = (await evaluate(kernel, fill([body]))).split(";");
    expect({ name, fate }).toEqual({ name, fate: "failed memory" });
    expect(beside).toEqual(["100"]);
    expect(watch.end()).toBeLessThan(ENDED_MS);
    expect(await evaluate(kernel, HASH)).toBe(hash);
  });

  test("two at once", async (context) => {
    if (lacks !== undefined) return context.skip(lacks);
    const two = [FILLINGS["arrays of doubles in objects"]!, FILLINGS["typed arrays"]!];
    expect(await evaluate(kernel, fill(two))).toBe("failed memory;failed memory;100");
  });

  test.for(["arrays of doubles in objects", "typed arrays"])(
    "%s, while a cell keeps the main loop busy",
    async (name, context) => {
      if (lacks !== undefined) return context.skip(lacks);
      expect(await evaluate(kernel, fillBesideLoop(FILLINGS[name]!))).toBe("ended in the midst;running;failed memory");
      expect(await evaluate(kernel, HASH)).toBe(hash);
    },
  );

  test("a result of arrays whose copies do not fit", async (context) => {
    if (lacks !== undefined) return context.skip(lacks);
    const body = `return Array.from({ length: 30 }, () => new Float64Array(${bytes} / 800).fill(1));`;
    expect(await evaluate(kernel, fill([body]))).toBe("failed memory;100");
    expect(await evaluate(kernel, HASH)).toBe(hash);
  });

  // it takes a minute to read
  test.for(ALL && bytes === GB ? [bytes / 2] : [])(
    "a file of %d bytes, whose layer does not fit",
    async (size, context) => {
      if (lacks !== undefined) return context.skip(lacks);
      const file = await largeFile(size);
      const load = `{ const end: any = await geo.load("large", ${JSON.stringify(file)}).settled; console.log(end.status + " " + (end.reason ?? "")); }`;
      expect(await evaluate(kernel, load)).toBe("failed memory");
      expect(await evaluate(kernel, HASH)).toBe(hash);
    },
  );

  test("two large arrays at once", async (context) => {
    if (lacks !== undefined) return context.skip(lacks);
    const [array, maps] = [FILLINGS["one array of doubles"]!, FILLINGS["large maps"]!];
    for (const two of [
      [array, array],
      [array, maps],
    ])
      expect(await evaluate(kernel, fill(two))).toBe("failed memory;failed memory;100");
  });
});

const KEPT = `const square = { type: "Polygon", coordinates: [[[0, 0], [0, 9], [9, 9], [9, 0], [0, 0]]] };
const many = Array.from({ length: 20000 }, () => ({ type: "Feature", properties: {}, geometry: square }));
await geo.buffer(Layer.from(many as any, { crs: "EPSG:3857" }), { distance: 1, as: "kept" }); many.length = 0;`;
const HASH = `console.log(layers.kept.hash + " " + layers.kept.length)`;

/** Prints how the tasks ended, then the result of one that ran beside them. */
function fill(bodies: readonly string[]): string {
  const added = bodies.map((body) => `tasks.add(Task.fromFunction(() => { ${body} }))`);
  return `{ const filling: any[] = [${added.join(", ")}];
    const beside = Task.fromFunction(async () => { let n = 0; for (; n < 100; n++) await new Promise((done) => setTimeout(done, 5)); return n; });
    tasks.add(beside as any);
    const ends: any[] = await Promise.all(filling.map((task) => task.settled));
    console.log([...ends.map((end) => end.status + " " + (end.reason ?? "")), await beside].join(";")); }`;
}

/** Prints whether memory was given back before the loop ended, what was known of the task then, and how it ended. */
function fillBesideLoop(body: string): string {
  return `{ const filling: any = tasks.add(Task.fromFunction(() => { ${body} }));
    while (filling.memoryBytes === undefined) await new Promise((done) => setTimeout(done, 1));
    let [highest, held] = [0, 0];
    const until = Date.now() + 60_000;
    while (Date.now() < until && highest - held < 1e8) { held = process.memoryUsage.rss(); highest = Math.max(highest, held); }
    const seen = [Date.now() < until ? "ended in the midst" : "not ended", filling.status];
    const end: any = await filling.settled;
    console.log([...seen, end.status + " " + (end.reason ?? "")].join(";")); }`;
}

const scratch = mkdtempSync(join(tmpdir(), "mapcell-memory-"));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

/** GeoJSON of short features, each with names of its own. */
async function largeFile(bytes: number): Promise<string> {
  const file = join(scratch, `${bytes}.geojson`);
  await writeFile(file, geojson(bytes));
  return file;
}

async function* geojson(bytes: number): AsyncGenerator<string> {
  yield `{"type":"FeatureCollection","features":[`;
  for (let [i, written] = [0, 0]; written < bytes; i += 10_000) {
    const next = (i === 0 ? "" : ",\n") + Array.from({ length: 10_000 }, (_, k) => featureText(i + k)).join(",\n");
    written += next.length;
    yield next;
  }
  yield "]}";
}

function featureText(i: number): string {
  const geometry = `{"type":"Point","coordinates":[${i % 180},${i % 90}]}`;
  return `{"type":"Feature","properties":{"a":"a${i}","b":"b${i}","c":"c${i}"},"geometry":${geometry}}`;
}

async function evaluate(kernel: KernelClient, code: string): Promise<string> {
  const answer = await Promise.race([kernel.execute(code), deathOf(kernel)]);
  expect(contents(answer, "error").map(({ evalue }) => evalue)).toEqual([]);
  return printed(answer).trim();
}

const deaths = new WeakMap<KernelClient, Promise<never>>();

function deathOf(kernel: KernelClient): Promise<never> {
  const known = deaths.get(kernel);
  if (known !== undefined) return known;
  const death = once(kernel.process, "exit").then((how) => {
    throw new Error(`the kernel died (${how.join()}): ${kernel.log.slice(0, 2000)}`);
  });
  death.catch(() => undefined); // of a kernel that is closed in the end, too
  deaths.set(kernel, death);
  return death;
}

/** How long the process held more than its budget, in milliseconds, up to the end. */
function watchMemory(kernel: KernelClient, budgetBytes: number): { end(): number } {
  let passedAt: number | undefined;
  const look = (): void => {
    if (residentBytes(kernel.process.pid!) <= budgetBytes) passedAt = undefined;
    else passedAt ??= performance.now();
  };
  const timer = setInterval(look, 20);
  return {
    end: () => {
      clearInterval(timer);
      return passedAt === undefined ? 0 : performance.now() - passedAt;
    },
  };
}

function residentBytes(pid: number): number {
  return Number(readFileSync(`/proc/${pid}/statm`, "utf8").split(" ")[1]) * 4096;
}
