import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { helpFor } from "../../kernel/magics/help.ts";
import { type InspectionContext, inspectText } from "../../kernel/magics/inspect.ts";
import { Layer } from "../../src/layers/layer.ts";
import { TaskEngine } from "../../src/tasks/engine.ts";
import { Task } from "../../src/tasks/task.ts";
import { sampleAlgorithms } from "./sample-algorithms.ts";

const roads = Layer.from(
  [
    {
      geometry: {
        type: "LineString",
        coordinates: [
          [0, 0],
          [1, 2],
        ],
      },
      properties: { kind: "<b>", lanes: 2 },
    },
    {
      geometry: {
        type: "LineString",
        coordinates: [
          [3, 3],
          [4, 4],
          [5, 5],
        ],
      },
      properties: { kind: "path", lanes: 1 },
    },
  ],
  { name: "roads" },
);
const engine = new TaskEngine({ workerUrl: new URL("../../dist/test/worker.js", import.meta.url), lanes: 1 });
const job = { stages: [() => [{ kind: "load", payload: {} }]] };
const held = new Task("buffer roads", { job, hold: true });
const waiting = new Task("clip roads", { job, dependsOn: [held] });
const values: Readonly<Record<string, Layer | Task>> = { roads, near: held, later: waiting };

const context: InspectionContext = {
  algorithms: sampleAlgorithms,
  named: (name) => values[name],
  variable: (name) => values[name],
  task: (number) => engine.get(number),
};

beforeAll(() => void engine.add(waiting));
afterAll(() => engine.close());

/** Inspects at the | in the text. */
function inspect(marked: string, detail: 0 | 1 = 0): Readonly<Record<string, unknown>> | undefined {
  return inspectText({ text: marked.replace("|", ""), cursor: marked.indexOf("|"), detail }, context);
}

function plain(marked: string, detail: 0 | 1 = 0): unknown {
  return inspect(marked, detail)?.["text/plain"];
}

describe("inspects a magic", () => {
  test("a magic", () => {
    expect(inspect("%buf|fer roads")).toEqual(helpFor("buffer", sampleAlgorithms));
  });

  test("with its equals in TypeScript and QGIS, when more is asked for", () => {
    expect(plain("%clip| roads", 1)).toMatch(
      /In TypeScript {2}geo\.clip\(input, \{ overlay \}\)\n {2}In QGIS {8}native:clip: INPUT, OVERLAY$/,
    );
    expect(plain("%clip| roads")).not.toContain("In QGIS");
  });

  test("by an option, also from its value", () => {
    const help =
      "%buffer INPUT --distance DISTANCE [--option …]\n  --segments  Per quarter circle. (whole number, 1 to 64; default 5)";
    expect(plain("%buffer roads --seg|ments 4")).toBe(help);
    expect(plain("%buffer roads --segments 4|")).toBe(help);
  });

  test("by an input that is no layer yet", () => {
    expect(plain("%clip roads ov|er")).toContain("OVERLAY  What to keep.");
  });

  test("by a CRS", () => {
    expect(plain("%load x y.json --crs EPSG:32633|")).toContain(
      "EPSG:32633: WGS 84 / UTM zone 33N\n  Kind         projected",
    );
    expect(plain("%load x y.json --crs 99|")).toContain("--crs  Overrides");
  });
});

describe("inspects a layer", () => {
  const schema = [
    "  CRS     EPSG:4326 (WGS 84)",
    "  Extent  0, 0 to 5, 5 (degrees)",
    "  Hash    616c34e2d8",
    "  Size    2 features, 5 vertices, 159 bytes",
    "Fields",
    "  kind   string",
    "  lanes  integer",
  ].join("\n");

  test.each([
    ["as an input", "%buffer ro|ads --distance 5", "roads"],
    ["in a list", "%map near,road|s", "roads"],
    ["as layers.NAME", "layers.ro|ads.length", "layers.roads"],
    ["as a variable", "const a = 2 * road|s.length", "roads"],
    ["in an expression of a magic", "%buffer near --distance {ro|ads.length}", "roads"],
    ["after an emoji", "'😀'; roads|", "roads"],
  ])("%s", (_, marked, name) => {
    expect(plain(marked)).toContain(`${name}: LineString layer, 2 features\n${schema}`);
    expect(plain(marked)).not.toContain("First features");
  });

  test("with its first features when more is asked for, and no text of it as HTML", () => {
    expect(plain("%show roads|", 1)).toContain("First features\n  0  kind <b>, lanes 2\n  1  kind path, lanes 1");
    expect(inspect("%show roads|", 1)?.["text/html"]).toContain("kind &lt;b&gt;");
  });

  test.each([
    ["a member of that name", "a.roads|"],
    ["what the cell declares itself", "const roads| = 1"],
    ["text", "'roads|'"],
    ["a comment", "// roads|"],
    ["another name", "roa|"],
  ])("but not %s", (_, marked) => {
    expect(inspect(marked)).toBeUndefined();
  });
});

describe("inspects a task", () => {
  test("by its number and by its name, with what it waits for", () => {
    const state = "later: task 2\n  State      queued\n  Progress   0 %\n  Waits for  1 buffer roads";
    expect(plain("%cancel 2|")).toContain(state.replace("later", "2"));
    expect(plain("await lat|er")).toContain(state);
    expect(plain("%wait nea|r")).toContain("near: task 1\n  State     held");
  });

  test("with its log when more is asked for", () => {
    expect(plain("near|", 1)).toContain("Log\n  empty");
    expect(plain("near|", 0)).not.toContain("Log");
  });
});

test("says nothing where TypeScript knows better", () => {
  expect(inspect("%buffer roads --distance {d|}")).toBeUndefined();
  expect(inspect("%tasks\nfo|o")).toBeUndefined();
});
