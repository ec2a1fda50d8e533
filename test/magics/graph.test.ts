import { expect, test } from "vitest";
import { makeGeo } from "../../src/session/geo.ts";
import { TasksView } from "../../src/session/tasks-view.ts";
import { Task } from "../../src/tasks/task.ts";
import { MagicCells, points } from "./magic-cells.ts";

function cells(): MagicCells {
  const made = new MagicCells();
  made.session.store.set("roads", points(10));
  made.variables["geo"] = makeGeo(made.session);
  made.variables["tasks"] = new TasksView(made.session);
  made.variables["Task"] = Task;
  return made;
}

/** What the picture says in words, without its heading. */
async function graph(made: MagicCells): Promise<string> {
  await made.run("%wait\n%tasks --graph");
  return made.text().replace(/^.*\n/, "");
}

test("%tasks --graph follows magics, calls, variables and options", async () => {
  const made = cells();
  await made.run("%buffer roads --distance 5 --as near\n%centroids near --as spots --after near");
  made.variables["loose"] = points(3);
  await made.run("geo.clip(geo.centroids(loose), { overlay: near })");
  await made.run('geo.buffer("spots", { distance: 1, as: "near" })');
  expect(await graph(made)).toMatchInlineSnapshot(`
    "1  ✓ buffer roads  makes near  takes roads
    2  ✓ centroids near  makes spots  takes near
    3  ✓ centroids points  takes points
    4  ✓ clip centroids points buffer roads → near  takes task 3, near
    5  ✓ buffer spots  makes near  takes spots"
  `);
  const html = String(made.shown.at(-1)?.["text/html"]);
  expect(html).toContain('<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="5 complete, 5 layers"');
});

test("%tasks --graph shows the parts of a batch with what goes into each", async () => {
  const made = cells();
  await made.run("%centroids roads --as spots\n%buffer --batch {['roads', 'spots']} --distance 5 --as near");
  await made.run("%dissolve near_2 --as whole");
  expect(await graph(made)).toMatchInlineSnapshot(`
    "1  ✓ centroids roads  makes spots  takes roads
    2  ✓ buffer, batch of 2
    3  ✓ buffer roads  makes near_1  takes roads  part of task 2
    4  ✓ buffer spots  makes near_2  takes spots  part of task 2
    5  ✓ dissolve near_2  makes whole  takes near_2"
  `);
});

test("%tasks --graph shows what the user's own tasks take, depend on and consist of", async () => {
  const made = cells();
  made.variables["loose"] = points(3);
  await made.run(`
    const first = tasks.add(Task.fromFunction((input) => input.layer.length, { layer: loose, extra: 1 }, { description: "count" }));
    const whole = new Task("whole", { dependsOn: { tasks: [first], layers: ["roads"] } });
    const part = whole.addSubTask(Task.fromFunction((n) => n, 1, { description: "one" }));
    whole.addSubTask(Task.fromFunction((n) => n, 2, { description: "two" }), { dependsOn: [part] });
    tasks.add(whole);
    await whole.settled;`);
  expect(await graph(made)).toMatchInlineSnapshot(`
    "1  ✓ count  takes points
    2  ✓ whole  after task 1, roads
    3  ✓ one  part of task 2
    4  ✓ two  after task 3  part of task 2"
  `);
});

test("%tasks without the flag stays the table", async () => {
  const made = cells();
  await made.run("%tasks");
  expect([made.tables.length, made.shown.length]).toEqual([1, 0]);
});
