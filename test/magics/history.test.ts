import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { describeLayer } from "../../src/layers/describe.ts";
import { Layer } from "../../src/layers/layer.ts";
import { makeGeo } from "../../src/session/geo.ts";
import { TasksView } from "../../src/session/tasks-view.ts";
import { Task } from "../../src/tasks/task.ts";
import { MagicCells, points } from "./magic-cells.ts";

/** A session with a layer, and `geo` and `tasks` as cells have them. */
function cells(): MagicCells {
  const made = new MagicCells();
  made.session.store.set("roads", points(10));
  made.session.store.set("my roads", points(4));
  made.variables["geo"] = makeGeo(made.session);
  made.variables["tasks"] = new TasksView(made.session);
  made.variables["Task"] = Task;
  return made;
}

/** The lines of `%history` that run, without their notes. */
async function history(made: MagicCells, options = ""): Promise<string[]> {
  await made.run(`%wait\n%history ${options}`);
  const text = made.text();
  return text.split(/\n(?=%|geo|\/\/)/).map((line) => line.replace(/ *\/\/ \d+ \w+$/m, ""));
}

async function hashes(made: MagicCells): Promise<(string | undefined)[]> {
  await made.run("%wait");
  const results = made.session.engine.tasks().map(({ state }) => (state.status === "complete" ? state.result : state));
  return results.map((result) => (result instanceof Layer ? result.hash : JSON.stringify(result)));
}

const LINES = [
  "%buffer roads --distance 500m --as near",
  '%buffer "my roads" --distance -5 --segments 8 --end-cap-style flat --dissolve --as "very near" --priority 3 --keep',
  "%buffer roads --distance 20 --no-dissolve --join-style 1 --as c --after near --invalid skip --engine jsts",
  "%dissolve roads --field index --as whole --background",
  "%clip near --overlay whole --as cut",
  "%centroids cut",
];

describe("a magic", () => {
  test.each(LINES)("comes back as it was written: %s", async (line) => {
    const made = cells();
    for (const before of LINES.slice(0, LINES.indexOf(line))) await made.run(before);
    await made.run(line);
    expect((await history(made)).at(-1)).toBe(line);
  });

  test.each(["magic", "ts"])("printed as %s and run again makes the same layers", async (language) => {
    const [first, second] = [cells(), cells()];
    // in TypeScript the task before is a variable, which only magics make by themselves
    const given = language === "ts" ? LINES.filter((line) => !line.includes("--after")) : LINES;
    for (const line of given) await first.run(line);
    const lines = await history(first, `--as ${language}`);
    expect(lines).toHaveLength(given.length);
    for (const line of lines) await second.run(line);
    expect(await hashes(second)).toEqual(await hashes(first));
    expect(await history(second)).toEqual(await history(first));
  });

  test("is printed in TypeScript with the types that the call wants", async () => {
    const made = cells();
    for (const line of LINES) await made.run(line);
    expect(await history(made, "--as ts")).toEqual([
      'geo.buffer("roads", { distance: "500m", as: "near" });',
      'geo.buffer("my roads", { distance: -5, segments: 8, endCapStyle: "flat", dissolve: true, as: "very near", priority: 3, keep: true });',
      'geo.buffer("roads", { distance: 20, dissolve: false, joinStyle: "miter", as: "c", invalid: "skip", engine: "jsts", after: [near] });',
      'geo.dissolve("roads", { field: ["index"], as: "whole", background: true });',
      'geo.clip("near", { overlay: "whole", as: "cut" });',
      'geo.centroids("cut");',
    ]);
  });
});

describe("a call from TypeScript", () => {
  test("comes back as a magic, whatever its parameters were called", async () => {
    const made = cells();
    await made.run(
      'geo.run("native:buffer", { INPUT: "roads", DISTANCE: 50, END_CAP_STYLE: 2, DISSOLVE: 1, OUTPUT: "TEMPORARY_OUTPUT" }, { as: "x" })',
    );
    await made.run('geo.dissolve("roads", { field: "index" })');
    expect(await history(made)).toEqual([
      "%buffer roads --distance 50 --end-cap-style 2 --dissolve --as x",
      "%dissolve roads --field index",
    ]);
  });

  test("names its input by a variable, or makes it again where it stands", async () => {
    const made = cells();
    made.variables["spots"] = points(3);
    await made.run("geo.buffer(spots, { distance: 1 })");
    await made.run('geo.buffer(geo.centroids("roads"), { distance: 1 })');
    expect(await history(made)).toEqual([
      "%buffer spots --distance 1",
      "%centroids roads",
      '%buffer {geo.centroids("roads")} --distance 1',
    ]);
    expect((await history(made, "--as ts 1")).at(-1)).toBe('geo.buffer(geo.centroids("roads"), { distance: 1 });');
  });

  test("a variable is not taken for the layer of the same name", async () => {
    const made = cells();
    made.variables["roads"] = points(3);
    await made.run("geo.buffer(roads, { distance: 1 })");
    expect(await history(made)).toEqual(["%buffer {roads} --distance 1"]);
  });

  test("whose input has no name any more stands in a comment", async () => {
    const made = cells();
    made.session.submitAlgorithm("buffer", { input: points(3).withName("gone"), distance: 1 });
    await made.run("%wait\n%history");
    expect(made.text()).toBe("// %buffer gone --distance 1  // 1 complete, can't run as it stands");
  });
});

test("the part of a file and the options of a format come back as they were given", async () => {
  const lines = [
    '%load part "no such file.fgb" --bounds "-5,45,11.5,48" --fields name,kind --limit 10',
    "%save roads /nowhere/x.fgb --no-index",
  ];
  const made = cells();
  await made.run(lines.join("\n"));
  expect(await history(made)).toEqual(lines);
  expect(await history(made, "--as ts")).toEqual([
    'geo.load("part", "no such file.fgb", { bounds: "-5,45,11.5,48", fields: ["name","kind"], limit: 10 });',
    'geo.save("roads", "/nowhere/x.fgb", { index: false });',
  ]);
});

test("names that other tools have for options come back as ours, and so do conditions", async () => {
  const made = cells();
  await made.run(`%load part gone.fgb --bbox 5,45,11,48 --columns name --where '"n" > 5'`);
  expect(await history(made)).toEqual([
    String.raw`%load part gone.fgb --bounds "5,45,11,48" --fields name --where "\"n\" > 5"`,
  ]);
  expect(await history(made, "--as ts")).toEqual([
    'geo.load("part", "gone.fgb", { bounds: "5,45,11,48", fields: ["name"], where: "\\"n\\" > 5" });',
  ]);
});

test("%load and %save come back with quotes where they need them", async () => {
  const made = cells();
  await made.run(
    '%load gone "no such file.geojson" --crs EPSG:4326 --layer "a b" --encoding latin1 --timeout 5\n%save roads /nowhere/x.geojson',
  );
  expect(await history(made)).toEqual([
    '%load gone "no such file.geojson" --crs EPSG:4326 --layer "a b" --encoding latin1 --timeout 5',
    "%save roads /nowhere/x.geojson",
  ]);
  expect(await history(made, "--as ts")).toEqual([
    'geo.load("gone", "no such file.geojson", { crs: "EPSG:4326", layer: "a b", encoding: "latin1", timeout: 5 });',
    'geo.save("roads", "/nowhere/x.geojson");',
  ]);
});

test("a %%task cell comes back whole, and runs again", async () => {
  const body = "let sum = 0;\n\nfor (const f of roads) sum += f.properties.index;\nreturn sum;";
  const made = cells();
  await made.run(`%%task total --input roads\n${body}`);
  const [cell] = await history(made);
  expect(cell).toBe(`%%task total --input roads\n${body}`);
  const again = cells();
  await again.run(cell!);
  expect(await hashes(again)).toEqual(["45"]);
  const [call] = await history(made, "--as ts");
  expect(call).toBe(`geo.task("total", async ({ roads }, ctx) => {\n${body}\n}, { input: { roads: "roads" } });`);
  const inTypeScript = cells();
  await inTypeScript.run(call!);
  expect(await hashes(inTypeScript)).toEqual(["45"]);
});

test("a %%task cell comes back with its variables and options, in both languages", async () => {
  const made = cells();
  made.variables["k"] = 2;
  const body = "return roads.filter(({ properties }) => properties.index < k);";
  await made.run(`%%task few --input roads --share k --chunks --as few --priority 3\n${body}`);
  const [cell] = await history(made);
  expect(cell).toBe(`%%task few --input roads --share k --chunks --as few --priority 3\n${body}`);
  const [call] = await history(made, "--as ts");
  expect(call).toBe(
    `geo.task("few", async ({ roads }, ctx) => {\n${body}\n}, { input: { roads: "roads" }, share: { k }, chunks: true, as: "few", priority: 3 });`,
  );
  const again = cells();
  again.variables["k"] = 2;
  await again.run(call!);
  await again.run("%wait few");
  expect(again.session.names.layer("few").length).toBe(2);
});

test("a function given to geo.task can't be printed, and is said to be that", async () => {
  const made = cells();
  await made.run('geo.task("one", () => 1)');
  expect(await history(made)).toEqual([
    "// one: a task made in a cell with geo.task  // 1 complete, can't run as it stands",
  ]);
});

test("a batch comes back as one line, and makes the same layers again", async () => {
  const made = cells();
  await made.run(
    '%buffer --batch {[{ input: "roads", distance: 1 }, { input: "my roads", as: "b" }]} --segments 8 --as n',
  );
  const [line] = await history(made);
  expect(line).toBe(
    '%buffer --batch {[{ input: "roads", segments: 8, distance: 1, as: "n_1" }, { input: "my roads", segments: 8, as: "b" }]}',
  );
  expect(await history(made, "--as ts")).toEqual([
    'geo.batch("buffer", [{ input: "roads", segments: 8, distance: 1, as: "n_1" }, { input: "my roads", segments: 8, as: "b" }]);',
  ]);
  const again = cells();
  await again.run(line!);
  await again.run("%wait");
  for (const name of ["n_1", "b"])
    expect(again.session.names.layer(name).hash).toBe(made.session.names.layer(name).hash);
});

test("an algorithm of one's own is printed by its own schema", async () => {
  const made = cells();
  await made.run(`geo.register({
    id: "shift",
    parameters: [{ name: "input", type: "layer" }, { name: "howFar", type: "number" }, { name: "note", type: "text", default: "" }],
    run: ({ input, howFar }) => input.map((f) => ({ ...f, geometry: { type: "Point", coordinates: [howFar, 0] } })),
  })`);
  await made.run("geo.shift('roads', { howFar: 5, note: 'so \"far\" {x}', as: 'moved' })");
  expect(await history(made)).toEqual([String.raw`%shift roads --how-far 5 --note "so \"far\" {{x}}" --as moved`]);
});

test("a time limit comes back as an option", async () => {
  const made = cells();
  await made.run('geo.centroids("roads", { timeoutMs: 60000 })');
  expect(await history(made)).toEqual(["%centroids roads --timeout-ms 60000"]);
});

test("tasks that cells made are told of, and the last N are as many", async () => {
  const made = cells();
  await made.run("tasks.add(Task.fromFunction((n) => n * 2, 21, { description: 'double\\nit' }))");
  await made.run("%centroids roads\n%centroids roads");
  await made.run("%wait\n%history");
  expect(made.text().split("\n")).toEqual([
    "// double it: a task made in a cell with Task.fromFunction  // 1 complete, can't run as it stands",
    "%centroids roads                                            // 2 complete",
    "%centroids roads                                            // 3 complete",
  ]);
  await made.run("%history 1");
  expect(made.text()).toBe("%centroids roads  // 3 complete");
});

test.each([
  ["%history --as python", 'The value of --as is "python"; expected magic, ts.'],
  ["%history some", 'The number of lines is "some"; expected a number.'],
  ["%log --level loud", 'The value of --level is "loud"; expected info, warning, error.'],
])("%s is refused", async (line, message) => {
  await expect(cells().run(line)).rejects.toMatchObject({ message: expect.stringContaining(message) as unknown });
});

test("nothing of it is HTML, and notes are left out of what is copied", async () => {
  const made = cells();
  await made.run("%load '<b>x</b>' '<i>.geojson'\n%wait\n%history");
  const html = String(made.shown.at(-1)?.["text/html"]);
  expect(html).toContain("&lt;b&gt;x&lt;/b&gt;");
  expect(html).not.toMatch(/<[bi]>/);
  expect(html.match(/user-select:none/g)).toHaveLength(2);
});

describe("an address with a password", () => {
  const key = Buffer.from("ada:se cret").toString("base64");
  let server: Server;
  let address = "";
  beforeAll(async () => {
    server = createServer(({ headers, url = "" }, response) => {
      const isLetIn = headers.authorization === `Basic ${key}` && /[?&]token=t%2F1(?:&|$)/.test(url);
      response.writeHead(isLetIn ? 200 : 401, { "content-type": "application/geo+json" });
      response.end(isLetIn ? JSON.stringify({ type: "Point", coordinates: [1, 2] }) : "");
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    address = `127.0.0.1:${(server.address() as AddressInfo).port}/a.geojson`;
  });
  afterAll(() => {
    delete process.env["PASSWORD"];
    delete process.env["TOKEN"];
    server.close();
  });

  test.each([
    ["magic", (at: string) => `%load a http://ada:{process.env.PASSWORD}@${at}?b=1&token={process.env.TOKEN}`],
    [
      "ts",
      (at: string) => `geo.load("a", \`http://ada:\${process.env.PASSWORD}@${at}?b=1&token=\${process.env.TOKEN}\`);`,
    ],
  ])("is printed as %s without it, and runs again once it is set", async (language, line) => {
    const [first, second] = [cells(), cells()];
    await first.run(`%load a http://ada:se%20cret@${address}?b=1&token=t%2F1 --wait`);
    const [printed = ""] = await history(first, `--as ${language}`);
    expect(printed.split("  // ")).toEqual([
      line(address),
      "1 complete; set process.env.PASSWORD, process.env.TOKEN, left out here",
    ]);
    expect(first.text()).not.toMatch(/se%20cret|t%2F1/);
    Object.assign(process.env, { PASSWORD: "se%20cret", TOKEN: "t%2F1" });
    await second.run(printed);
    expect(await hashes(second)).toEqual(await hashes(first));
  });

  test("is no part of what its layer shows", async () => {
    const made = cells();
    await made.run(`%load a http://ada:se%20cret@${address}?b=1&token=t%2F1 --wait`);
    const shown = JSON.stringify(describeLayer(made.session.names.layer("a")));
    expect(shown).toContain(`http://ada:***@${address}?b=1&token=***`);
  });
});

test("a function that stood for an expression is printed as it is", async () => {
  const made = cells();
  await made.run("%filter roads {(f) => f.id > 5} --as far\n%sort far {(f) => -f.id} --as near");
  const lines = await history(made);
  expect(lines).toEqual(["%filter roads {(f) => f.id > 5} --as far", "%sort far {(f) => -f.id} --as near"]);
  const again = cells();
  await again.run((await history(made, "--as ts")).join("\n"));
  expect(await hashes(again)).toEqual(await hashes(made));
});
