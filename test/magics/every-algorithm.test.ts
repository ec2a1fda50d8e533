import type { Feature } from "geojson";
import { describe, expect, test } from "vitest";
import { notebookScript } from "../../kernel/export/script.ts";
import { type CompletionContext, completeMagic } from "../../kernel/magics/complete.ts";
import { helpFor } from "../../kernel/magics/help.ts";
import { offered as algorithms } from "../../src/algorithms/registry.ts";
import { Layer } from "../../src/layers/layer.ts";
import { parseNotebook } from "../../src/notebook/read-notebook.ts";
import { kebabName, optionName } from "../../src/schema/names.ts";
import { namedParameters, wordParameters } from "../../src/schema/parameter.ts";
import { makeGeo } from "../../src/session/geo.ts";
import { MagicCells } from "./magic-cells.ts";

/** A session with the layers that the examples of the algorithms name. */
function cells(): MagicCells {
  const made = new MagicCells();
  const layers = {
    countries: squares(6, 3),
    near: squares(3, 4),
    places: spots(5),
    north: spots(2),
    south: spots(3),
    roads: roads(3),
  };
  for (const [name, layer] of Object.entries(layers)) made.session.store.set(name, layer);
  made.variables["geo"] = makeGeo(made.session);
  return made;
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

/** What all tasks of a session made, without what they are called. */
async function hashes(made: MagicCells): Promise<readonly string[]> {
  await made.run("%wait");
  return made.session.engine.tasks().flatMap(({ state }) => {
    if (state.status !== "complete") throw new Error(`A task is ${JSON.stringify(state)}`);
    return [state.result].flat(2).map((result) => (result as Layer).hash);
  });
}

async function history(made: MagicCells, language: string): Promise<string> {
  await made.run(`%history --as ${language}`);
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
    const first = cells();
    await first.run(example);
    const made = await hashes(first);
    expect(made.length).toBeGreaterThan(0);
    for (const language of ["magic", "ts"]) {
      const again = cells();
      await again.run(await history(first, language));
      expect(await hashes(again)).toEqual(made);
    }
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
    const [one, both] = [cells(), cells()];
    await one.run(example);
    await both.run(`${example} --batch {[{}, {}]}`);
    await both.run("%wait");
    const [batch] = both.session.engine.tasks();
    const results: unknown = batch?.state.status === "complete" ? batch.state.result : undefined;
    expect(results).toHaveLength(2);
    const [wanted] = await hashes(one);
    const found = [results].flat(3).filter((layer) => layer instanceof Layer && layer.hash === wanted);
    expect(found.length).toBeGreaterThanOrEqual(2);
  });
});
