import { expect, test } from "vitest";
import { companionBundle } from "../../src/map/companion.ts";

test("has one grey line where JupyterLab would write in red that it has no model", () => {
  const { "text/html": html } = companionBundle("model-1", [], undefined);
  expect(html).toMatch(/^<style>[^<]*\[data-map="model-1"\][^<]*Saved picture[^<]*<\/style><figure/);
  expect(companionBundle("", [], undefined)["text/html"]).not.toContain("<style");
});

test("an id of another form ends no rule", () => {
  expect(companionBundle('"]</style><script>', [], undefined)["text/html"]).not.toContain("<script>");
});
