import { describe, expect, test } from "vitest";
import type { Layer } from "../../src/layers/layer.ts";
import { Task } from "../../src/tasks/task.ts";
import { MagicCells, points } from "./magic-cells.ts";

/** Cells with a layer `roads` of ten points and a variable `spots` that holds one of three. */
function cells(): MagicCells {
  const made = new MagicCells();
  made.session.store.set("roads", points(10));
  made.variables["spots"] = points(3);
  made.variables["number"] = 5;
  return made;
}

describe("a magic submits", () => {
  test("and returns at once; --as names the layer, and a variable its task", async () => {
    const made = cells();
    await made.run("%buffer roads --distance 5m --as near");
    const near = made.variables["near"] as Task<Layer>;
    expect(near).toBeInstanceOf(Task);
    expect(made.session.store.has("near")).toBe(false);
    expect((await near).length).toBe(10);
    expect(made.session.store.get("near")?.layer.geometryType).toBe("MultiPolygon");
  });

  test("as a value, with TypeScript around it", async () => {
    const made = cells();
    expect(
      await made.run("const d: number = 2;\nconst l = await %buffer roads --distance {d * 2}m; return l.length"),
    ).toBe(10);
  });

  test("in a loop, with names that the loop makes", async () => {
    const made = cells();
    await made.run("for (const d of [1, 2]) { %buffer roads --distance {d}m --as near{d} }\n%wait");
    expect(made.session.store.list().map(({ name }) => name)).toEqual(["roads", "near1", "near2"]);
  });

  test("with a task as input, which it then waits for", async () => {
    const made = cells();
    await made.run("const b = %buffer roads --distance 5m\n%centroids b --as middle\n%wait middle");
    expect(made.session.store.get("middle")?.layer.length).toBe(10);
  });

  test("--wait holds the cell until the layer is there, and gives the task", async () => {
    const made = cells();
    const status = await made.run("const t = %centroids roads --as middle --wait\nreturn t.status");
    expect(status).toBe("complete");
    expect(made.session.store.has("middle")).toBe(true);
  });

  test("--wait and await throw what went wrong", async () => {
    const made = cells();
    await expect(made.run("%load gone missing.geojson --wait")).rejects.toMatchObject({ code: "FILE_MISSING" });
    await expect(made.run("await gone")).rejects.toMatchObject({ code: "FILE_MISSING" });
  });

  test("a name is bound again by a later cell, and reads as before until then", async () => {
    const made = cells();
    await made.run("%buffer roads --distance 5m --as near");
    const before = made.variables["near"];
    await made.run("%centroids near --as near\n%wait near");
    expect(made.variables["near"]).not.toBe(before);
    expect(made.session.store.get("near")?.layer.geometryType).toBe("Point");
  });

  test("a variable of the user's is left alone, the layer is named all the same", async () => {
    const made = cells();
    await made.run("%centroids roads --as number --wait");
    expect(made.variables["number"]).toBe(5);
    expect(made.session.store.has("number")).toBe(true);
  });

  test("--batch runs once for each item, under numbered names, and gives all layers", async () => {
    const made = cells();
    const layers = await made.run(
      "const all = %buffer roads --distance 5 --as near --batch {[{}, { segments: 1 }, spots]}\nreturn await all",
    );
    expect(layers).toHaveLength(3);
    expect(made.session.names.all()).toEqual(["roads", "near_1", "near_2", "near_3"]);
    expect(made.variables).not.toHaveProperty("near");
  });

  test("--batch brings the inputs that the line leaves out", async () => {
    const made = cells();
    await made.run("%buffer --distance 5 --as near --batch {['roads', 'roads']} --wait");
    expect(made.session.names.ready().map(({ name }) => name)).toEqual(["roads", "near_1", "near_2"]);
    await expect(made.run("%buffer roads --batch two")).rejects.toThrow('The batch is "two"');
  });

  test("options of the task reach it", async () => {
    const made = cells();
    const task = (await made.run(
      "%buffer roads --distance 5m --as first\nconst t = %centroids roads --after first --priority 7 --keep\nreturn [t]",
    )) as [Task];
    expect(task[0]).toMatchObject({ priority: 7, keep: true });
    expect((await task[0].settled).status).toBe("complete");
  });
});

describe("a bare word is a layer's name, then a variable", () => {
  test.each<[title: string, text: string, count: number]>([
    ["a name", "const l = await %centroids roads\nreturn l.length", 10],
    [
      "a name before a variable of the same name",
      "const roads = [1]\nconst l = await %centroids roads\nreturn l.length",
      10,
    ],
    ["a variable of an earlier cell", "const l = await %centroids spots\nreturn l.length", 3],
    ["a parameter", "async function f(mine) { return await %centroids mine\n}\nreturn (await f(spots)).length", 3],
    ["an expression", "const l = await %centroids {spots.head(2).length > 1 ? spots : 0}\nreturn l.length", 3],
  ])("%s", async (_, text, count) => {
    expect(await cells().run(text)).toBe(count);
  });

  test.each<[title: string, text: string, code: string, message: string]>([
    ["an unknown word", "%centroids raods", "UNKNOWN_LAYER", 'There is no layer "raods". Did you mean "roads"?'],
    [
      "a variable that holds something else",
      "%centroids number",
      "UNKNOWN_LAYER",
      'There is no layer "number", and the variable number holds a number, no layer and no task.',
    ],
    [
      "a variable that is not there yet",
      "%centroids late\nconst late = 1",
      "UNKNOWN_LAYER",
      'There is no layer "late".',
    ],
    ["an expression without a layer", "%centroids {[1]}", "BAD_ARGUMENT", "a value of type Array is not a layer"],
    ["a value that the algorithm refuses", "%buffer roads --distance 5parsecs", "BAD_UNIT", "5parsecs"],
    [
      "a priority that is no number",
      "%centroids roads --priority high",
      "BAD_ARGUMENT",
      'centroids: priority is "high"; expected a number',
    ],
    [
      "an unknown policy",
      "%centroids roads --invalid skipp",
      "BAD_ARGUMENT",
      'centroids: invalid is "skipp"; expected fix, skip, abort. Did you mean "skip"?',
    ],
    [
      "a name that is no text",
      "%centroids roads --as {number > 3 ? [1] : 'x'}",
      "BAD_ARGUMENT",
      "centroids: as is [1]; expected text",
    ],
    ["an unknown task", "%centroids roads --after 99", "UNKNOWN_TASK", 'There is no task "99".'],
  ])("%s is refused, and nothing is submitted", async (_, text, code, message) => {
    const made = cells();
    await expect(made.run(text)).rejects.toMatchObject({ code, message: expect.stringContaining(message) as unknown });
    expect(made.session.engine.tasks()).toEqual([]);
  });
});

describe("%%task", () => {
  test("runs its body in a worker, with the inputs under their names", async () => {
    const made = cells();
    await made.run(
      "%%task far --input roads,spots --as far --wait\nreturn [...roads].filter((f) => f.id >= spots.length)",
    );
    expect(made.session.store.get("far")?.layer.length).toBe(7);
  });

  test("gives a value where no layer is asked for, and binds its own name", async () => {
    const made = cells();
    await made.run(
      "%%task total --input roads\nlet sum: number = 0;\nfor (const f of roads) sum += f.properties.index;\nreturn sum",
    );
    expect(await made.variables["total"]).toBe(45);
    await made.run("%wait total");
  });

  test("a mistake in the body is told with its line in the cell", async () => {
    const body = "\nfor (const f of roads) {\n  layers.x;\n}";
    await expect(cells().run(`%%task t \\\n  --input roads${body}`)).rejects.toMatchObject({
      message: expect.stringContaining("line 4") as unknown,
    });
  });

  test.each<[title: string, text: string, message: string]>([
    ["an input that is there twice", "%%task t --input roads,roads\nreturn 1", '--input names "roads" twice.'],
    [
      "an input whose name is no variable",
      "%%task t --input 'my roads'\nreturn 1",
      `--input "my roads" can't be a variable's name`,
    ],
    ["an input without a name", "%%task t --input {await f()}\nreturn 1", "An --input must have a name"],
  ])("%s is refused", async (_, text, message) => {
    const made = cells();
    made.session.store.set("my roads", points(1));
    made.variables["f"] = () => 5;
    await expect(made.run(text)).rejects.toMatchObject({
      code: "BAD_ARGUMENT",
      message: expect.stringContaining(message) as unknown,
    });
  });
});

describe("the task manager", () => {
  const SLOW = "const end = Date.now() + 20_000;\nwhile (Date.now() < end) ctx.throwIfCanceled();";

  test("%cancel takes numbers, names and variables; without any, all", async () => {
    const made = cells();
    await made.run(`%%task a --background\n${SLOW}`);
    await made.run(`%%task b --background\n${SLOW}`);
    await made.run(`%%task c --background\n${SLOW}`);
    await made.run("%cancel 1 b");
    await made.run("try { await a } catch {}\ntry { await b } catch {}");
    expect(made.session.engine.tasks().map(({ status }) => status)).toEqual([
      "canceled",
      "canceled",
      expect.stringMatching(/queued|running/) as unknown,
    ]);
    await made.run("%cancel");
    await made.run("%wait");
    expect(made.session.engine.get(3)?.status).toBe("canceled");
  });

  test("%hold and %resume; waiting for a held task is refused", async () => {
    const made = cells();
    await made.run(`%%task a\n${SLOW}`);
    await made.run(`%%task b\n${SLOW}`);
    await made.run("%centroids roads --as c --after a\n%hold c");
    expect(made.session.engine.get(3)?.status).toBe("held");
    await expect(made.run("%wait c")).rejects.toMatchObject({
      code: "TASK_HELD",
      message: 'Task 3 "centroids roads → c" is held; waiting would never end. Let it start first: %resume 3',
    });
    await made.run("%centroids c --as d");
    await expect(made.run("%wait d")).rejects.toMatchObject({
      code: "TASK_HELD",
      message: expect.stringContaining("Task 4 waits for task 3") as unknown,
    });
    await made.run("%cancel a b\n%wait");
    expect(made.printed.join("")).toBe(
      'Not waited for, because held: task 3 "centroids roads → c". %resume lets them start.\n',
    );
  });

  test("%wait ends however tasks end; with a name it throws like await", async () => {
    const made = cells();
    await made.run("%load gone missing.geojson\n%wait");
    await expect(made.run("%wait gone")).rejects.toMatchObject({ code: "FILE_MISSING" });
  });

  test("%tasks shows the tasks, %log what they said", async () => {
    const made = cells();
    await made.run("%%task chatty --wait\nctx.log('warning', 'mind the gap');\nreturn 1");
    await made.run("%tasks\n%log chatty");
    expect(made.tables[0]?.map(({ description }) => description)).toEqual(["chatty"]);
    expect(made.text()).toBe("1  chatty  1 warning\n  warning  mind the gap");
  });
});

describe("the layers", () => {
  test("%layers lists them, also those still being made", async () => {
    const made = cells();
    await made.run("%layers");
    expect(made.text()).toBe("roads  10 features, Point  EPSG:3857");
    await made.run("%load gone missing.geojson\n%wait\n%layers");
    expect(made.text()).toBe("roads  10 features, Point  EPSG:3857\ngone   task 1 failed");
  });

  test("%show waits for a layer and shows it", async () => {
    const made = cells();
    await made.run("%buffer roads --distance 5m --as near\n%show near,roads {spots}");
    expect(made.shown.map((bundle) => bundle["text/plain"])).toEqual(["near 10", "roads 10", "points 3"]);
  });

  test("%describe and %head show the fields' statistics and the first rows", async () => {
    const made = cells();
    await made.run("%buffer roads --distance 5m --as near\n%describe near\n%head near 2\n%head roads");
    const [statistics, two, ten] = made.shown.map((bundle) => String(bundle["text/plain"]));
    expect(statistics).toMatch(/^near-fields: Table/);
    expect(statistics).toMatch(/\n {2}field +type +count +nulls +unique/);
    expect(two).toContain("… 8 more features");
    expect(ten).not.toContain("more");
  });

  test("%style and %map hand on how layers are to look", async () => {
    const made = cells();
    await made.run('%style roads --by "$length / 1000" --classes 3 --radius 2,9\n%map roads spots --color red');
    expect(made.styled).toEqual([
      [["roads"], { by: "$length / 1000", classes: "3", radius: ["2", "9"] }],
      [["roads", made.variables["spots"]], { color: "red" }],
    ]);
    expect(made.mapped).toEqual(["roads", made.variables["spots"]]);
  });

  test("%map gets names, tasks and layers", async () => {
    const made = cells();
    await made.run("const b = %buffer roads --distance 5m\n%map roads b spots");
    expect(made.mapped).toEqual(["roads", expect.any(Task), made.variables["spots"]]);
  });

  test("%remove takes a layer away, and refuses what is none", async () => {
    const made = cells();
    await made.run("%remove roads");
    expect(made.session.store.list()).toEqual([]);
    await expect(made.run("%remove roads")).rejects.toMatchObject({ code: "UNKNOWN_LAYER" });
  });
});

describe("help", () => {
  test.each<[text: string, part: string]>([
    ["%buffer?", "--distance DISTANCE"],
    ["%%task?", "%%task NAME"],
    ["%magics", "%load NAME PATH"],
    ["%algorithms", "%dissolve"],
    ["%algorithms nothing-like-this", 'No algorithm has to do with "nothing-like-this".'],
  ])("%s", async (text, part) => {
    const made = cells();
    await made.run(text);
    expect(made.text()).toContain(part);
  });

  test("of an unknown magic names near ones", async () => {
    await expect(cells().run("%bufer?")).rejects.toMatchObject({
      code: "UNKNOWN_MAGIC",
      message: expect.stringContaining('"buffer"') as unknown,
    });
  });
});
