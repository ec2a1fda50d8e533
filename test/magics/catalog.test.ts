import { expect, test } from "vitest";
import { offered } from "../../src/algorithms/registry.ts";
import { allMagics } from "../../kernel/magics/catalog.ts";

test("magics are made once, not with every cell", () => {
  const [first, second] = [allMagics(offered), allMagics([...offered])];
  expect(second.length).toBe(first.length);
  expect(second.filter((magic, at) => magic !== first[at])).toEqual([]);
});

test("an algorithm that is registered anew has the magic of what it is now", () => {
  const known = offered.find(({ name }) => name === "buffer");
  if (!known) throw new Error("there is a buffer");
  const own = { ...known, name: "halo", doc: "One." };
  const again = { ...own, doc: "Another." };
  const docs = [own, again].map((one) => allMagics([one]).find(({ name }) => name === "halo")?.doc);
  expect(docs).toEqual(["One.", "Another."]);
});
