import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";

const BASE = ["src/errors.ts", "src/feedback.ts"];
const DATA = [...BASE, "src/geometry/", "src/crs/", "src/layers/"];
/** What may cross into a room from tasks without knowing the engine. */
const TASK_TYPES = ["src/tasks/job.ts", "src/tasks/task-state.ts", "src/tasks/thread-channel.ts"];

const ofNode = (names: string): string[] => names.split(" ").map((name) => `node:${name}`);

/** File or folder -> what it may import besides itself. The first match counts; what matches nothing may import nothing. */
const MAY_IMPORT: readonly (readonly [string, readonly string[]])[] = [
  ["src/errors.ts", []],
  ["src/feedback.ts", []],
  ["src/package-version.ts", ["node:fs"]],
  ["src/shown-text.ts", []],
  ["src/geometry/", [...BASE, "geojson", "geos-wasm", "jsts/", "node:crypto", "node:module"]],
  ["src/crs/", [...BASE, "src/geometry/", "node:crypto", "node:zlib", "proj4", "geographiclib-geodesic"]],
  ["src/layers/", [...BASE, "src/shown-text.ts", "src/geometry/", "src/crs/", "geojson", "flatbush", "node:crypto"]],
  [
    "src/formats/",
    [
      ...DATA,
      "src/expressions/",
      "src/schema/",
      "geojson",
      "flatbuffers",
      "@duckdb/node-api",
      "hyparquet",
      "hyparquet/",
      "hyparquet-compressors",
      "hyparquet-writer",
      "node-sqlite3-wasm",
      "pg",
      "pg-copy-streams",
      "pg-cursor",
      "saxes",
      "topojson-client",
      "topojson-specification",
      ...ofNode("buffer crypto events fs http https module net os path stream timers url util zlib"),
    ],
  ],
  ["src/expressions/", DATA],
  ["src/schema/", [...DATA, "src/expressions/", "d3-color"]],
  ["src/styles/", [...DATA, "src/shown-text.ts", "src/expressions/", "simple-statistics", "d3-scale-chromatic"]],
  ["src/algorithms/", [...DATA, "src/expressions/", "src/schema/", "geojson", "flatbush"]],
  [
    "src/render/",
    [
      ...DATA,
      "src/shown-text.ts",
      "src/expressions/",
      "src/styles/",
      "flatbush",
      "@resvg/resvg-js",
      "node:fs",
      "node:module",
      "node:zlib",
    ],
  ],
  ["src/charts/", [...DATA, "src/shown-text.ts", "src/expressions/", "src/styles/", "src/render/", "@resvg/resvg-js"]],
  ["src/tables/", [...DATA, "src/shown-text.ts", "src/expressions/"]],
  [
    "src/functions/",
    [
      "src/errors.ts",
      "src/tasks/thread-channel.ts",
      "acorn",
      "acorn-walk",
      "esbuild",
      "node:crypto",
      "node:fs",
      "node:inspector",
      "node:module",
      "node:path",
      "node:vm",
    ],
  ],
  [
    "src/tasks/",
    [
      ...BASE,
      "src/shown-text.ts",
      "node-worker-threads-pool",
      "node:async_hooks",
      "node:crypto",
      "node:inspector",
      "node:worker_threads",
      "node:url",
      "node:os",
      "node:perf_hooks",
      "node:v8",
      "node:vm",
    ],
  ],
  [
    "src/store/",
    [...BASE, "src/layers/", "src/tasks/portable.ts", "node:crypto", "node:fs", "node:os", "node:path", "node:v8"],
  ],
  [
    "src/worker/",
    [
      ...DATA,
      "src/schema/",
      "src/formats/",
      "src/algorithms/",
      "src/functions/",
      "src/render/",
      "src/charts/",
      "src/tables/",
      "src/styles/",
      "src/store/",
      ...TASK_TYPES,
      "src/tasks/messages.ts",
      "src/tasks/lane-cells.ts",
      "src/tasks/process-memory.ts",
      "src/tasks/task-context.ts",
      "src/tasks/thread-memory.ts",
      "src/tasks/unclonable.ts",
      "src/tasks/wire-error.ts",
      "geojson",
      ...ofNode("async_hooks crypto fs inspector module net os path tty url util worker_threads"),
      "esbuild",
    ],
  ],
  [
    "src/map/frontend/",
    [
      "src/map/map-state.ts",
      "src/map/tasks-state.ts",
      "src/map/protocol.ts",
      "src/tables/table-query.ts",
      "src/styles/map-paint.ts",
      "src/styles/drawing.ts",
      "src/map/page-map.ts",
      "src/render/page-source.ts",
      "src/render/tiles.ts",
      "src/errors.ts",
      "maplibre-gl",
      "geojson",
    ],
  ],
  [
    "src/map/",
    [
      ...DATA,
      ...TASK_TYPES,
      "src/shown-text.ts",
      "src/styles/",
      "src/tables/",
      "src/tasks/task.ts",
      "src/render/",
      "node:fs",
      "node:zlib",
      "node:crypto",
      "node:url",
      "node:path",
      "geojson",
    ],
  ],
  [
    "src/operations/",
    [
      ...DATA,
      "src/shown-text.ts",
      "src/expressions/",
      "src/schema/",
      "src/formats/",
      "src/algorithms/",
      "src/render/",
      "src/charts/",
      "src/styles/",
      ...TASK_TYPES,
      "src/tasks/process-memory.ts",
      "src/tasks/task.ts",
      "node:crypto",
    ],
  ],
  [
    "src/session/",
    [
      ...DATA,
      "src/package-version.ts",
      "src/operations/",
      "src/schema/",
      "src/formats/",
      "src/algorithms/",
      "src/functions/",
      "src/tasks/",
      "src/render/",
      "src/map/",
      "src/store/",
      "src/styles/",
      "geojson",
      "node:async_hooks",
      "node:crypto",
      "node:path",
      "node:url",
      "node:os",
      "node:fs",
    ],
  ],
  ["src/wire/", ["src/errors.ts", "@jupyterlab/services", "zeromq", "node:crypto"]],
  ["src/notebook/", ["src/", "acorn", "@jupyterlab/services", "zeromq", "node:"]],
  ["src/cli/", ["src/", "node:"]],
  ["src/build.mjs", ["esbuild", "src/", "node:"]],
  [
    "kernel/protocol/",
    [
      "src/errors.ts",
      "src/wire/",
      "zeromq",
      "node:async_hooks",
      "node:child_process",
      "node:crypto",
      "node:fs",
      "node:inspector",
      "node:module",
      "node:os",
      "node:timers/promises",
      "node:util",
      "node:worker_threads",
    ],
  ],
  [
    "kernel/display/rich/",
    [
      "kernel/display/",
      "kernel/protocol/output.ts",
      "src/errors.ts",
      "src/shown-text.ts",
      "node:module",
      "node:util",
      "sanitize-html",
    ],
  ],
  [
    "kernel/display/",
    [
      "kernel/protocol/",
      ...BASE,
      "src/shown-text.ts",
      "src/geometry/",
      "src/layers/",
      "src/map/",
      "src/operations/figure.ts",
      "src/session/",
      "src/tasks/",
    ],
  ],
  [
    "kernel/cells/",
    [
      "kernel/protocol/",
      "kernel/display/rich/",
      "src/errors.ts",
      "src/functions/",
      "src/session/",
      "src/wire/",
      "tslab",
      "typescript-6",
      "node:async_hooks",
      "node:diagnostics_channel",
      "node:fs",
      "node:module",
      "node:path",
      "node:readline",
      "node:timers/promises",
      "node:url",
      "node:util",
      "node:vm",
      "node:worker_threads",
    ],
  ],
  [
    "kernel/magics/",
    [
      "kernel/protocol/",
      "kernel/display/",
      ...DATA,
      "src/shown-text.ts",
      "src/expressions/",
      "src/schema/",
      "src/formats/",
      "src/styles/",
      "src/algorithms/",
      "src/operations/",
      "src/notebook/",
      "src/package-version.ts",
      "src/session/",
      "src/tasks/",
      "node:child_process",
      "node:fs",
      "node:os",
      "node:path",
      "node:timers/promises",
    ],
  ],
  [
    "kernel/export/",
    [
      "kernel/magics/",
      "src/errors.ts",
      "src/schema/",
      "src/algorithms/",
      "src/operations/",
      "src/notebook/",
      "src/session/",
      "node:child_process",
      "node:path",
    ],
  ],
  ["kernel/requests/", ["kernel/protocol/", "kernel/cells/", "src/map/comm.ts", "src/wire/"]],
  [
    "kernel/kernel.ts",
    [
      "kernel/protocol/",
      "kernel/cells/",
      "kernel/requests/",
      "src/errors.ts",
      "src/functions/",
      "src/wire/",
      "src/worker/",
      "node:util",
    ],
  ],
  [
    "kernel/world.ts",
    [
      "kernel/kernel.ts",
      "kernel/protocol/",
      "kernel/display/",
      "kernel/cells/",
      "kernel/magics/",
      "src/errors.ts",
      "src/layers/",
      "src/session/",
      "src/tasks/",
      "node:url",
    ],
  ],
  ["kernel/main.ts", ["kernel/kernel.ts", "kernel/world.ts", "src/wire/", "src/worker/", "node:fs"]],
];

const files = ["kernel", "src"].flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => /\.m?ts$/.test(name) && !name.endsWith(".d.ts") && !name.endsWith(".d.mts"))
    .map((name) => join(folder, name)),
);

test.each(files)("%s imports only what it may", (file) => {
  const [self, others] = MAY_IMPORT.find(([prefix]) => file.startsWith(prefix)) ?? [file, []];
  const forbidden = importsOf(file).filter((target) => ![self, ...others].some((prefix) => target.startsWith(prefix)));
  expect(forbidden).toEqual([]);
});

test("nothing but the kernel's build output imports the map's frontend", () => {
  const culprits = files.filter(
    (file) =>
      !file.startsWith("src/map/frontend/") && importsOf(file).some((target) => target.startsWith("src/map/frontend/")),
  );
  expect(culprits).toEqual([]);
});

/** A lane could be another process: only what makes lanes of threads, and channels, may tell by memory. */
test("threads write to shared memory in lanes' signals and in channels alone", () => {
  expect(naming(/SharedArrayBuffer/, "src/tasks/")).toEqual([
    "src/tasks/lane-cells.ts",
    "src/tasks/messages.ts",
    "src/tasks/portable.ts",
    "src/tasks/thread-channel.ts",
  ]);
  expect(naming(/\bAtomics\.\w+\(/, "src/")).toEqual(["src/tasks/lane-cells.ts", "src/worker/chunk-units.ts"]);
});

function naming(word: RegExp, folder: string): string[] {
  return files.filter((file) => file.startsWith(folder) && word.test(withoutComments(file)));
}

function withoutComments(file: string): string {
  return readFileSync(file, "utf8").replaceAll(/\/\*[^]*?\*\/|\/\/.*/g, "");
}

/** The linter knows circles of files, `import type` as well; a circle of rooms may have none of those. */
test("rooms import each other in one direction", () => {
  const rooms = new Map<string, Set<string>>();
  for (const file of files) {
    const targets = importsOf(file).filter((target) => files.includes(target));
    const entered = rooms.get(roomOf(file)) ?? new Set();
    for (const target of targets) if (roomOf(target) !== roomOf(file)) entered.add(roomOf(target));
    rooms.set(roomOf(file), entered);
  }
  // takes away, again and again, what nothing is left below
  const lowest = (): string[] =>
    [...rooms.keys()].filter((room) => ![...rooms.get(room)!].some((low) => rooms.has(low)));
  for (let found = lowest(); found.length > 0; found = lowest()) for (const room of found) rooms.delete(room);
  expect([...rooms.keys()]).toEqual([]);
});

/** Names that fit many things, and were once taken for each other in two rooms. */
const COMMON =
  "Argument Box Call Cell CellPlace Channel Entry Field Frame Job KernelInfo MapView MimeBundle Notebook Part Piece Place Ring Row Ticket Token Way";

test.each(COMMON.split(" "))("%s is exported by one file alone, if at all", (name) => {
  const stated = new RegExp(`^export (?:abstract )?(?:interface|type|class) ${name}\\b`, "m");
  const homes = files.filter((file) => stated.test(readFileSync(file, "utf8")));
  expect(homes.slice(1)).toEqual([]);
});

/** The first line of the table that a file matches. */
function roomOf(file: string): string {
  return MAY_IMPORT.find(([prefix]) => file.startsWith(prefix))?.[0] ?? file;
}

function importsOf(file: string): string[] {
  const statements = /^(?:import|export)\b[^"';]*?\bfrom "([^"]+)"|^import "([^"]+)"|\bimport\("([^"]+)"\)/gm;
  const targets = [...readFileSync(file, "utf8").matchAll(statements)].map((found) => found.slice(1).join(""));
  return targets.map((target) => (target.startsWith(".") ? join(dirname(file), target) : target));
}
