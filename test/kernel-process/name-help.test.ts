import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { KernelClient } from "../fixtures/kernel-client.ts";

const folder = realpathSync(mkdtempSync(join(tmpdir(), "mapcell-help-")));
let kernel: KernelClient;
beforeAll(async () => {
  mkdirSync(join(folder, "lib"));
  for (const name of ["helpers.ts", "table.json", "notes.md", "lib/more.mts"]) writeFileSync(join(folder, name), "");
  kernel = await KernelClient.start({ cwd: folder });
  await kernel.execute(`/** Length of the hypotenuse.
 * @param a one leg
 */
function hyp(a: number, b = 2): number { return Math.hypot(a, b) }
function over(a: string): string;
function over(a: number, b: number): number;
function over(a: any): any { return a }
class Box { constructor(readonly width: number, name?: string) {} }
const roads = Layer.from([], { crs: "EPSG:4326" });`);
});
afterAll(async () => {
  await kernel.close();
  rmSync(folder, { recursive: true });
});

/** What Shift+Tab shows at the | of a cell. */
async function inspect(marked: string): Promise<string | undefined> {
  const cursor = marked.indexOf("|");
  const content = { code: marked.replace("|", ""), cursor_pos: cursor, detail_level: 0 };
  const { reply } = await kernel.request("inspect_request", content);
  return reply["found"] === true ? String((reply["data"] as Record<string, unknown>)["text/plain"]) : undefined;
}

const BUFFER = /^geo\.buffer\(input: LayerInput, options\?: BufferOptions\): Task<Layer>\n\n→ options: BufferOptions\n/;

test.each([
  ["geo.buffer(roads, |", BUFFER],
  ["geo.buffer(roads, |)", BUFFER],
  ["geo.buffer(roads, { |", BUFFER],
  ["geo.buffer(roads, { distance: |", / {2}distance: DistanceInput +Such as 500m; a bare number is in layer units\.\n/],
  ["await geo.buffer(\n  roads,\n  |\n);\nconst z = 1", BUFFER],
  ["geo.buffer(|", /^geo\.buffer\(.*\n\n→ input: LayerInput\n\nGrows every feature/],
  ["hyp(|", /^hyp\(a: number, b\?: number\): number\n\n→ a: number {2}one leg\n\nLength of the hypotenuse\.$/],
  ["hyp(1, |)", /→ b: number/],
  ["[1].map((x) => hyp(x, |))", /^hyp\(.*\n\n→ b: number/],
  ["for (const a of [1]) { hyp(|\n}\nconst z = 1", /^hyp\(.*\n\n→ a: number/],
  ["over(|", /^over\(a: string\): string\nover\(a: number, b: number\): number\n/],
  ["new Box(|", /^Box\(width: number, name\?: string\): Box\n/],
  [
    "Math.max(1, |",
    /^Math\.max\(\.\.\.values: number\[\]\): number\n\n→ values: number\[\] {2}Numeric expressions to be evaluated\.\n\nRe/,
  ],
  ["geo.load('a', '|", /→ path: string/],
  ["geo.load(`a ${hyp(|", /^hyp\(/],
])("inside the call of %j there is its signature, with the parameter at the cursor", async (marked, help) => {
  expect(await inspect(marked)).toMatch(help);
});

test.each(["hyp(1)|", "x = |1", "hyp(1);|", "if (|", "|"])("at %j there is no call", async (marked) => {
  expect(await inspect(marked)).toBeUndefined();
});

/** What a cell shows, without what a task of an earlier one still has to say. */
async function shown(code: string): Promise<string> {
  const { output, reply } = await kernel.execute(code);
  expect(reply["status"] === "ok" ? "" : reply["evalue"]).toBe("");
  const own = output.filter(({ header }) => header.msg_type !== "update_display_data");
  const texts = own.flatMap(({ content }) => {
    const { data, text } = content as { data?: Record<string, string>; text?: string };
    return data?.["text/plain"] ?? text ?? "";
  });
  return texts.join("");
}

test.each([
  ["Layer", ["Layer.from(source, options)", "head(n)", "fields: readonly Field[]"], /^places?|Point/],
  ["geo", ["load(name, path, options)", "buffer(input, options)", "register(algorithm)"], /1 \[/],
  ["map", ["show(layers)", "hide(layers)", "fit(layer)"], /^$/],
  ["tasks", ["add(task, options)", "cancelAll()", "countActive: number"], /complete 0/],
  ["Task", ["Task.fromFunction(fn, input, options)", "cancel()", "fraction: number"], /\[ 0, 1, 4, 9, 16 \]/],
  ["layers", [], /1 \[/],
])("%s? shows its members, and an example that runs", async (name, members, printed) => {
  const help = await shown(`${name}?`);
  for (const member of members) expect(help).toContain(`\n  ${member}`);
  const example = /\n\nExample\n([^]*)$/.exec(help)?.[1]?.replaceAll(/^ {2}/gm, "") ?? "";
  expect(await shown(`{\n${example}\n}`)).toMatch(printed);
});

test.each([
  ["hyp?", "function hyp(a: number, b?: number): number"],
  ["?hyp", "function hyp(a: number, b?: number): number"],
  [" ?? geo.buffer ;", "GeoAlgorithms.buffer(input: LayerInput"],
  ["Math . max?", "Math.max(...values: number[]): number"],
  ["roads?", "roads: Layer without geometry"],
  ["?%buffer", "%buffer INPUT"],
  ["?%%task", "%%task NAME"],
  ["%buffer?", "%buffer INPUT"],
])("%j alone in a cell shows help", async (code, help) => {
  expect(await shown(code)).toContain(help);
});

test("a name that is none is told", async () => {
  const { reply } = await kernel.execute("nothing?");
  expect(reply).toMatchObject({ ename: "SpatialError", evalue: 'There is nothing called "nothing" to help with.' });
});

test.each(["hyp?", "?geo.buffer"])("a console runs %j at Enter", async (code) => {
  const { reply } = await kernel.request("is_complete_request", { code });
  expect(reply["status"]).toBe("complete");
});

test.each([
  ["import x from './", ["./lib/", "./helpers.ts", "./table.json"]],
  ['import "./lib/', ["./lib/more.mts"]],
  ["const y = await import('./h", ["./helpers.ts"]],
  ["require('./ta", ["./table.json"]],
  ["export * from './l", ["./lib/"]],
])("%j offers files", async (code, matches) => {
  const { reply } = await kernel.request("complete_request", { code, cursor_pos: code.length });
  expect(reply["matches"]).toEqual(matches);
});

test.each([
  ["Arr", /^Arr/],
  ["console.l", /^l/],
  ["geo.bu", /^bu/],
  ["roa", /^roa/],
])("completion of %j offers what begins so, alone", async (code, begin) => {
  const { reply } = await kernel.request("complete_request", { code, cursor_pos: code.length });
  const matches = reply["matches"] as string[];
  expect(matches.length).toBeGreaterThan(0);
  expect(matches.filter((match) => !begin.test(match))).toEqual([]);
});

test("__dirname and import.meta.url are the notebook's folder", async () => {
  expect(await shown("__dirname")).toBe(`'${folder}'`);
  expect(await shown("import.meta.url.slice(0, -1)")).toContain(pathToFileURL(folder).href.slice(0, -1));
});
