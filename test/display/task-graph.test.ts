import { expect, test } from "vitest";
import { graphBundle } from "../../kernel/display/graph-picture.ts";
import { taskGraph } from "../../kernel/display/task-graph.ts";
import type { Needs } from "../../src/session/call-history.ts";
import type { GivenRef } from "../../src/session/call.ts";
import { oneSquare, type SampleTask, sampleTask } from "./sample-task.ts";

const complete = { state: { status: "complete", result: oneSquare } } as const;

function bundle(tasks: readonly SampleTask[], needs: Readonly<Record<number, Partial<Needs>>> = {}) {
  const graph = taskGraph(tasks, (id) => needsOf(needs[id] ?? {}));
  const made = graphBundle(graph);
  return { text: String(made["text/plain"]), html: String(made["text/html"]) };
}

function needsOf(some: Partial<Needs>): Needs {
  return { takes: [], after: [], makes: undefined, parts: [], ...some };
}

function ref(label: string, task?: number): GivenRef {
  return { label, named: true, task };
}

const roads = sampleTask({ ...complete, id: 1, description: "load roads" });
const near = sampleTask({ id: 2, description: "buffer roads", state: { status: "running" } });

test("tasks make layers, take them, wait for others, and are parts of a whole", () => {
  const parts = [3, 4].map((id) => sampleTask({ id, description: `part ${id}` }));
  const whole = sampleTask({ id: 5, description: "batch", subTasks: parts });
  const { text } = bundle([roads, near, whole, sampleTask({ id: 10, description: "count" })], {
    1: { makes: "roads" },
    2: { makes: "near", takes: [ref("roads", 1)] },
    5: { after: [ref("near", 2), ref("land")], parts: [needsOf({ takes: [ref("near", 2)] }), needsOf({ makes: "b" })] },
    10: { takes: [ref("batch", 5)] },
  });
  expect(text).toMatchInlineSnapshot(`
    "1 running, 4 queued, 1 complete   4 layers
     1  ✓ load roads  makes roads
     2  ▸ buffer roads  makes near  takes roads
     5  · batch  after task 2, land
     3  · part 3  takes near  part of task 5
     4  · part 4  makes b  part of task 5
    10  · count  takes task 5"
  `);
});

test("every state has its own sign, so that colours say nothing that is not said without them", () => {
  const states: SampleTask["state"][] = [
    { status: "queued" },
    { status: "held" },
    { status: "running" },
    complete.state,
    { status: "failed", reason: "error", error: new Error("no") },
    { status: "canceled", reason: "user" },
  ];
  const { html } = bundle(states.map((state, index) => sampleTask({ id: index + 1, state })));
  const signs = Array.from(html.matchAll(/<tspan style="[^"]*">(.)<\/tspan>/gu), ([, sign]) => sign);
  expect(signs).toEqual(["·", "‖", "▸", "✓", "✗", "⊘"]);
  expect(html).toContain("<title>5 buffer roads: failed: Error: no</title>");
});

test("a layer that is not there has a broken line", () => {
  const { html } = bundle([roads, near], { 1: { makes: "roads" }, 2: { makes: "near", takes: [ref("roads", 1)] } });
  const broken = Array.from(html.matchAll(/<title>([^<]*)<\/title><rect [^>]*stroke-dasharray/g), ([, title]) => title);
  expect(broken).toEqual(["layer near, not there"]);
});

test("a layer from nowhere is drawn once for all that take it, two without a name apart", () => {
  const [one, two] = [oneSquare, oneSquare.withName("other")].map((layer): GivenRef => ({
    label: "square",
    named: false,
    value: new WeakRef(layer),
    task: undefined,
  }));
  const { html } = bundle([roads, near], {
    1: { takes: [ref("land"), one!] },
    2: { takes: [ref("land"), two!] },
  });
  expect(html.match(/layer land/g)).toHaveLength(1);
  expect(html.match(/layer square/g)).toHaveLength(2);
});

test("names are text, never HTML, and can't break lines", () => {
  const description = '<script>alert(1)</script>"\n\u202E</svg><img src=x onerror=alert(1)>';
  const { html, text } = bundle([sampleTask({ id: 1, description }), sampleTask({ id: 2, description })], {
    1: { makes: description },
    2: { takes: [ref(description, 1), ref(description)], after: [ref(`${description}!`)] },
  });
  expect(html).not.toMatch(/<(?!\/?(?:div|span|svg|path|g|title|rect|text|tspan|details|summary|pre)\b)/);
  expect(html).not.toMatch(/=[^"\s>]*"[^"]*"[^\s>/]/); // no attribute ends early
  expect(html).toContain("&lt;script&gt;alert(1)&lt;/script&gt;&quot; ");
  expect(text.split("\n")).toHaveLength(3);
});

test("long names are cut, and whole in the title", () => {
  const description = `buffer ${"very ".repeat(20)}long`;
  const { html } = bundle([sampleTask({ description }), sampleTask({ id: 2, description: "漢".repeat(40) })]);
  expect(html).toMatch(/<tspan x="\d+">buffer very very v[^<]*…<\/tspan>/);
  expect(html).toContain(`<title>1 ${description}: queued</title>`);
  expect(html).toMatch(/<tspan x="\d+">漢{11}…<\/tspan>/);
});

test.each([1, 10, 100])("a chain of %i tasks is as wide as a page at most", (count) => {
  const tasks = Array.from({ length: count }, (_, index) => sampleTask({ id: index + 1 }));
  const needs = tasks.map(({ id }) => [id, { makes: `step_${id}`, takes: id === 1 ? [] : [ref("", id - 1)] }] as const);
  const { html } = bundle(tasks, Object.fromEntries(needs));
  const [, width] = /<svg [^>]*role="img"[^>]* width="([\d.]+)"/.exec(html)!;
  expect(Number(width)).toBeLessThan(900);
  expect(html.match(/<title>/g)).toHaveLength(2 * count);
});

test("of very many tasks those that have not ended and the latest are drawn, and the others counted", () => {
  const ended = { state: { status: "canceled", reason: "user" } } as const;
  const tasks = Array.from({ length: 300 }, (_, index) => sampleTask({ ...(index === 6 ? {} : ended), id: index + 1 }));
  const { text } = bundle(tasks);
  expect(text.split("\n", 2)).toEqual(["1 queued, 99 cancelled   … 200 earlier", "  7  · buffer roads"]);
});

test("without tasks it says so", () => {
  expect(bundle([]).text).toBe("No tasks yet. %algorithms lists what can be run.");
});
