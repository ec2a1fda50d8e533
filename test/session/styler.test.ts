import { afterEach, beforeEach, expect, test } from "vitest";
import { Layer } from "../../src/layers/layer.ts";
import { Session } from "../../src/session/session.ts";

let session: Session;

beforeEach(() => {
  session = new Session({ workerUrl: new URL("../../dist/test/worker.js", import.meta.url), lanes: 1 });
});
afterEach(() => session.close());

function towns(values: readonly (number | null)[]): Layer {
  const features = values.map((pop, index) => ({
    type: "Feature",
    geometry: { type: "Point", coordinates: [index, 0] },
    properties: { pop },
  }));
  return Layer.from({ type: "FeatureCollection", features } as { type: string }, { name: "towns" });
}

test("classes come with the task, and a change of colours alone leaves the numbers", async () => {
  session.store.set("towns", towns([1, 2, 3, 4, null]));
  const styled = await session.styler.style("towns", { by: "pop", classes: 2 });
  expect(styled.classes.map(({ label, count }) => [label, count])).toEqual([
    ["1 – 2.5", 2],
    ["2.5 – 4", 2],
    ["no data", 1],
  ]);
  const before = session.store.get("towns")!.style.classes!;
  const again = await session.styler.style("towns", { palette: "Reds" });
  expect(again.classes[0]!.color).not.toBe(styled.classes[0]!.color);
  expect(session.store.get("towns")!.style.classes!.numbers).toBe(before.numbers);
});

test("a layer that is replaced is classified anew", async () => {
  session.store.set("towns", towns([1, 2, 3, 4]));
  await session.styler.style("towns", { by: "pop", breaks: [2] });
  session.store.set("towns", towns([5, 6, 1]));
  expect(session.store.get("towns")!.style.classes).toBeUndefined();
  await session.styler.settled();
  expect([...session.store.get("towns")!.style.classes!.numbers]).toEqual([1, 1, 0]);
});

test("labels come with the task and are made anew for a layer that is replaced; colours and backdrop stay", async () => {
  session.store.set("towns", towns([1, null, 3]));
  await session.styler.style("towns", { label: "'pop ' || pop" });
  const { labels, ...style } = session.store.get("towns")!.style;
  expect([...labels!.features]).toEqual([0, 2]);
  expect(Buffer.from(labels!.bytes).toString()).toBe("pop 1pop 3");
  expect(style.chosen).toBeUndefined();
  session.store.set("towns", towns([7]));
  await session.styler.settled();
  expect(Buffer.from(session.store.get("towns")!.style.labels!.bytes).toString()).toBe("pop 7");
  await session.styler.style("towns", { label: "''" });
  expect(session.store.get("towns")!.style.labels!.features).toHaveLength(0);
});

test("where that can't be, the legend says why", async () => {
  session.store.set("towns", towns([1, 2]));
  await session.styler.style("towns", { by: "pop" });
  const other = Layer.from({ type: "Point", coordinates: [0, 0] } as { type: string });
  session.store.set("towns", other);
  await session.styler.settled();
  expect(session.store.get("towns")!.style.problem).toContain('there is no field "pop"');
});

test("a colour ends the classes", async () => {
  session.store.set("towns", towns([1, 2]));
  await session.styler.style("towns", { by: "pop" });
  await session.styler.style("towns", { color: "red" });
  expect(session.store.get("towns")!.style).toMatchObject({ color: "#ff0000", classes: undefined, chosen: true });
});

test.each([
  [{ by: "popp" }, 'Did you mean "pop"?'],
  [{ by: "pop", method: "jenk" }, 'Did you mean "jenks"?'],
  [{ by: "pop", classes: 1 }, 'style: classes is "1"; expected a whole number from 2 to 20'],
  [{ by: "pop", palette: "viridi" }, 'Did you mean "Viridis"?'],
  [{ color: "red;}" }, 'color is "red;}"; expected a colour such as "#0072b2"'],
  [{ label: "popp" }, 'Did you mean "pop"?'],
  [{ visibleZoom: [3, 30] }, "visibleZoom is"],
  [{ opacity: 2 }, 'opacity is "2"; expected a number from 0 to 1'],
  [{ palette: "Reds" }, "say of what: --by FIELD"],
])("%j is refused, and nothing changes", (options, message) => {
  session.store.set("towns", towns([1, 2]));
  const before = session.store.get("towns")!.style;
  expect(() => session.styler.style("towns", options)).toThrow(message);
  expect(session.store.get("towns")!.style).toBe(before);
});

test("an unknown layer is named", () => {
  expect(() => session.styler.style("town", { color: "#ff0000" })).toThrow(/no layer "town"/);
});
