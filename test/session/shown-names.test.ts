import { expect, test } from "vitest";
import { LayerStore } from "../../src/layers/layer-store.ts";
import { Layer } from "../../src/layers/layer.ts";
import { LayerNames } from "../../src/session/layer-names.ts";

const towns = Layer.from(
  [1, 2, 3].map((p) => ({ geometry: { type: "Point" as const, coordinates: [p, p] }, properties: { p } })),
  { name: "towns" },
);
const some = (least: number): Layer => towns.filter(({ properties }) => Number(properties["p"]) > least);

function sessionWithTowns(): { names: LayerNames; store: LayerStore } {
  const store = new LayerStore();
  store.set("towns", towns);
  return { names: new LayerNames(store), store };
}

const lengths = (store: LayerStore): Record<string, number> =>
  Object.fromEntries(store.list().map(({ name, layer }) => [name, layer.length]));

test("a derived layer is shown under its variable's name and replaces nothing", () => {
  const { names, store } = sessionWithTowns();
  expect(names.show(some(1), "big")).toBe("big");
  expect(lengths(store)).toEqual({ towns: 3, big: 2 });
});

test("a derived layer without a variable gets a free name", () => {
  const { names, store } = sessionWithTowns();
  expect([names.show(some(1), undefined), names.show(some(2), undefined)]).toEqual(["towns-2", "towns-3"]);
  expect(lengths(store)).toEqual({ towns: 3, "towns-2": 2, "towns-3": 1 });
});

test("a variable that holds another layer now is shown as it is now, in its place", () => {
  const { names, store } = sessionWithTowns();
  names.show(some(1), "big");
  expect(names.show(some(2), "big")).toBe("big");
  expect(lengths(store)).toEqual({ towns: 3, big: 1 });
  expect(store.get("big")?.revision).toBe(2);
});

test("a variable named as a layer of the session doesn't replace that", () => {
  const { names, store } = sessionWithTowns();
  expect(names.show(some(1), "towns")).toBe("towns-2");
  expect(lengths(store)).toEqual({ towns: 3, "towns-2": 2 });
});

test("a layer that the session has is shown as what it is there", () => {
  const { names, store } = sessionWithTowns();
  expect([names.show(towns, "alias"), names.show(store.get("towns")!.layer, undefined)]).toEqual(["towns", "towns"]);
  expect(names.show(towns.withName("places"), undefined)).toBe("places");
});

test("a name that a task took over is the task's", () => {
  const { names, store } = sessionWithTowns();
  names.show(some(1), "big");
  store.set("big", towns);
  expect(names.isShown("big")).toBe(false);
  expect(names.show(some(2), "big")).toBe("big-2");
});
