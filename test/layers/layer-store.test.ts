import { beforeEach, describe, expect, test } from "vitest";
import { freshStyle } from "../../src/layers/layer-style.ts";
import { Layer } from "../../src/layers/layer.ts";
import { type LayerChange, LayerStore } from "../../src/layers/layer-store.ts";

const layerOf = (n: number): Layer => Layer.from([{ geometry: null, properties: { n } }], { name: "result" });
const [one, two, three] = [layerOf(1), layerOf(2), layerOf(3)];

let store: LayerStore;
let told: (readonly [LayerChange["kind"], string])[];
beforeEach(() => {
  store = new LayerStore();
  told = [];
  store.on("change", ({ kind, stored }) => told.push([kind, stored.name]));
});

describe("a name means its latest submission", () => {
  test("a superseded one that ends later does not touch the store", () => {
    const [first, second] = [store.bind("near"), store.bind("near")];
    expect(store.settle(second, two)?.layer.hash).toBe(two.hash);
    expect(store.settle(first, one)).toBeUndefined();
    expect(store.get("near")?.layer.hash).toBe(two.hash);
    expect(told).toEqual([["added", "near"]]);
  });

  test("a superseded one that ends first does not either", () => {
    const [first, second] = [store.bind("near"), store.bind("near")];
    expect(store.isLatest(first)).toBe(false);
    store.settle(first, one);
    expect(store.has("near")).toBe(false);
    store.settle(second, two);
    expect(store.list().map(({ layer }) => layer.hash)).toEqual([two.hash]);
  });

  test("nor does it when the latest one failed: what was there stays", () => {
    store.set("near", one);
    const [first, second] = [store.bind("near"), store.bind("near")];
    store.release(second);
    expect(store.settle(first, two)).toBeUndefined();
    expect(store.get("near")).toMatchObject({ revision: 1 });
    expect(store.get("near")?.layer.hash).toBe(one.hash);
  });

  test("a ticket settles once", () => {
    const ticket = store.bind("near");
    store.settle(ticket, one);
    expect(store.settle(ticket, two)).toBeUndefined();
    store.release(ticket);
    expect(store.get("near")?.layer.hash).toBe(one.hash);
  });

  test("removing a name voids the submission under way", () => {
    const ticket = store.bind("near");
    store.remove("near");
    expect(store.settle(ticket, one)).toBeUndefined();
    expect(store.list()).toEqual([]);
    expect(told).toEqual([]);
  });
});

describe("the layers", () => {
  test("stand in the order of their first submission, whichever is done first", () => {
    const tickets = ["a", "b", "c"].map((name) => store.bind(name));
    for (const [i, ticket] of tickets.entries()) store.settle(tickets[2 - i] ?? ticket, layerOf(i));
    expect(store.list().map(({ name, id, order, style }) => [name, id, order, style])).toEqual([
      ["a", "layer-1", 0, freshStyle()],
      ["b", "layer-2", 1, freshStyle(["#0072b2"])],
      ["c", "layer-3", 2, freshStyle(["#0072b2", "#e69f00"])],
    ]);
  });

  test("keep id, order, visibility and style when they are replaced", () => {
    store.set("a", one);
    store.set("b", two);
    store.setStyle("a", { color: "#123456" });
    store.setVisible("a", false);
    store.set("a", three);
    expect(store.list().map(({ name }) => name)).toEqual(["a", "b"]);
    expect(store.get("a")).toMatchObject({
      id: "layer-1",
      order: 0,
      revision: 2,
      visible: false,
      style: { color: "#123456", opacity: freshStyle().opacity },
    });
    expect(told).toEqual([
      ["added", "a"],
      ["added", "b"],
      ["restyled", "a"],
      ["restyled", "a"],
      ["replaced", "a"],
    ]);
  });

  test("bear the name they are stored under", () => {
    expect(store.set("near", one).layer.name).toBe("near");
    expect(one.name).toBe("result");
  });

  test("come back as new ones after they were removed", () => {
    store.set("a", one);
    store.remove("a");
    store.set("b", two);
    expect(store.set("a", one)).toMatchObject({ id: "layer-3", revision: 1 });
    expect(store.list().map(({ name }) => name)).toEqual(["b", "a"]);
  });

  test("what was handed out cannot change the store", () => {
    const stored = store.set("a", one);
    expect(() => Object.assign(stored, { visible: false })).toThrow(TypeError);
    store.list().pop();
    expect(store.list()).toHaveLength(1);
  });
});

describe("listeners", () => {
  test("are told within the call, with the state as it then is, until their signal aborts", () => {
    const controller = new AbortController();
    const seen: (string | undefined)[] = [];
    store.on("change", () => seen.push(store.get("a")?.layer.hash), { signal: controller.signal });
    store.set("a", one);
    expect(seen).toEqual([one.hash]);
    store.remove("a");
    expect(seen).toEqual([one.hash, undefined]);
    controller.abort();
    store.set("a", one);
    expect(seen).toHaveLength(2);
  });

  test("one that fails keeps neither the store nor the others from going on", () => {
    store = new LayerStore();
    store.on("change", () => {
      throw new Error("mine");
    });
    store.on("change", ({ kind, stored }) => told.push([kind, stored.name]));
    expect(() => store.set("a", one)).toThrow(AggregateError);
    expect(store.has("a")).toBe(true);
    expect(told).toEqual([["added", "a"]]);
  });
});

describe("refusals name what is there", () => {
  test.each<[string, (store: LayerStore) => void, RegExp]>([
    [
      "an unknown layer",
      (given) => given.setVisible("cuntries", true),
      /no layer "cuntries"\. Did you mean "countries"\? Layers: countries\./,
    ],
    ["removing an unknown one", (given) => given.remove("x"), /no layer "x"\. Layers: countries\./],
    [
      "an opacity of 2",
      (given) => given.setStyle("countries", { opacity: 2 }),
      /opacity is 2; expected a number from 0 to 1/,
    ],
  ])("%s", (_, act, message) => {
    store.set("countries", one);
    expect(() => act(store)).toThrow(message);
  });

  test("when there is nothing", () => {
    expect(() => store.remove("x")).toThrow(/There are no layers yet/);
  });
});

test("no colour is there twice before all are used, whichever layers were removed", () => {
  const crowded = new LayerStore();
  const colors = Array.from({ length: 13 }, (_, order) => crowded.set(`layer ${order}`, one).style.color);
  expect(new Set(colors).size).toBe(13);
  crowded.remove("layer 4");
  expect(crowded.set("new", one).style.color).toBe(colors[4]);
  expect(crowded.set("one more", one).style.color).toBe(colors[0]);
});

test("a layer's colour is chosen when it is submitted, whichever is done first", () => {
  const raced = new LayerStore();
  const [first, second] = [raced.bind("first"), raced.bind("second")];
  raced.settle(second, one);
  raced.settle(first, one);
  expect(raced.list().map(({ style }) => style.color)).toEqual(["#0072b2", "#e69f00"]);
});
