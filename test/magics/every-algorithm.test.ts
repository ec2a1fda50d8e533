import type { Feature } from "geojson";
import { describe, expect, test } from "vitest";
import { notebookScript } from "../../kernel/export/script.ts";
import { type CompletionContext, completeMagic } from "../../kernel/magics/complete.ts";
import { helpFor } from "../../kernel/magics/help.ts";
import { offered as algorithms } from "../../src/algorithms/registry.ts";
import { Layer } from "../../src/layers/layer.ts";
import { layerIn } from "../../src/layers/told-values.ts";
import { parseNotebook } from "../../src/notebook/read-notebook.ts";
import { kebabName, optionName } from "../../src/schema/names.ts";
import { namedParameters, wordParameters } from "../../src/schema/parameter.ts";
import { makeGeo } from "../../src/session/geo.ts";
import { MagicCells } from "./magic-cells.ts";

/** What the examples of the algorithms name. */
const layers = {
  countries: squares(6, 3),
  near: squares(3, 4),
  places: spots(5),
  north: spots(2),
  south: spots(3),
  roads: roads(3),
};
const made = new MagicCells("file");
const { engine, names } = made.session;

/** Runs a cell in a session with these layers alone. @returns what its tasks made */
async function ran(cell: string): Promise<readonly unknown[]> {
  for (const name of names.all()) names.remove(name);
  for (const [name, layer] of Object.entries(layers)) names.enter(layer.withName(name));
  made.variables = { geo: makeGeo(made.session) };
  const last = engine.tasks().at(-1)?.id ?? 0;
  await made.run(cell);
  await made.run("%wait");
  return engine.tasks().flatMap(({ id, state }) => {
    if (id <= last) return [];
    if (state.status !== "complete") throw new Error(`A task is ${JSON.stringify(state)}`);
    return [state.result];
  });
}

/** Of each layer, without what it is called. */
function hashes(results: readonly unknown[]): readonly string[] {
  return results.flat(3).map((result) => layerIn(result)!.hash);
}

function squares(count: number, size: number): Layer {
  return layerOf(count, (x) => ({
    type: "Polygon",
    coordinates: [
      [
        [x, 0],
        [x + size, 0],
        [x + size, size],
        [x, size],
        [x, 0],
      ],
    ],
  }));
}

function spots(count: number): Layer {
  return layerOf(count, (x) => ({ type: "Point", coordinates: [x + 1, 1] }));
}

function layerOf(count: number, geometryAt: (x: number) => Feature["geometry"]): Layer {
  const features = Array.from({ length: count }, (_, i) => ({
    type: "Feature",
    geometry: geometryAt(2 * i),
    properties: { name: `n${i}`, continent: i % 2 === 0 ? "A" : "B", population: 600_000 * i, area: i + 1 },
  }));
  return Layer.from({ type: "FeatureCollection", features } as { type: string }, { crs: "EPSG:4326" });
}

function roads(count: number): Layer {
  return layerOf(count, (x) => ({ type: "LineString", coordinates: [[x, 0], [x + 2, 0], [x + 2, 3]] })); // prettier-ignore
}

/** The line that submitted the first of the last tasks, from which the others came. */
async function history(tasks: number, language: string): Promise<string> {
  await made.run(`%history ${tasks} --as ${language}`);
  const [line = ""] = made.text().split(/\n(?=%|geo|\/\/)/);
  return line.replace(/ *\/\/ \d+ \w+$/m, "");
}

function exported(source: string): string {
  const cell = { cell_type: "code", metadata: {}, source };
  const file = { nbformat: 4, nbformat_minor: 5, metadata: {}, cells: [cell] };
  return notebookScript(parseNotebook(JSON.stringify(file), "a.ipynb"), { path: "x/a.ipynb", algorithms });
}

const context: CompletionContext = {
  algorithms,
  layers: ["countries", "places"],
  variables: [],
  tasks: [],
  fieldsOf: () => [],
  listFolder: () => Promise.resolve([]),
};

async function completed(text: string): Promise<readonly string[]> {
  return ((await completeMagic(text, text.length, context))?.matches ?? []).map((match) => match.text);
}

describe.each(algorithms.map((algorithm) => [algorithm.name, algorithm] as const))("%s", (name, algorithm) => {
  const { example, parameters, title } = algorithm;

  test("runs by its example, and history, magic or TypeScript, makes the same again", async () => {
    const wanted = await ran(example);
    expect(hashes(wanted).length).toBeGreaterThan(0);
    const lines = [await history(wanted.length, "magic"), await history(wanted.length, "ts")];
    for (const line of lines) expect(hashes(await ran(line))).toEqual(hashes(wanted));
  });

  test("has help, and its name and options are completed", async () => {
    expect(helpFor(kebabName(name), algorithms)["text/plain"]).toContain(example);
    expect(title).not.toBe("");
    for (const begun of [4, -1])
      expect(await completed(`%${kebabName(name).slice(0, begun)}`)).toContain(kebabName(name));
    const words = new Set(wordParameters(parameters).map((word) => word.name));
    const options = namedParameters(parameters).filter((one) => !words.has(one.name));
    expect(await completed(`%${name} --`)).toEqual(expect.arrayContaining(options.map(optionName)));
  });

  test("is exported as a call, and runs as a batch", async () => {
    expect(exported(example)).toContain(`geo.${name}(`);
    const [wanted] = hashes(await ran(example));
    const [results] = await ran(`${example} --batch {[{}, {}]}`);
    expect(results).toHaveLength(2);
    const found = hashes([results]).filter((hash) => hash === wanted);
    expect(found.length).toBeGreaterThanOrEqual(2);
  });
});
