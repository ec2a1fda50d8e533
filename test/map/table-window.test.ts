import fc from "fast-check";
import { expect, test } from "vitest";
import { featureTitle } from "../../src/map/frontend/feature-title.ts";
import { TableWindow } from "../../src/map/frontend/table-window.ts";

test("every row of up to ten million can be scrolled to, and is in sight then", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 10_000_000 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.integer({ min: 24, max: 900 }),
      (total, wanted, scrolled, viewPx) => {
        const window = new TableWindow(24);
        window.total = total;
        const row = Math.floor(wanted * (total - 1));
        const from = scrolled * Math.max(0, window.heightPx - viewPx);
        const at = window.scrollTo(row, from, viewPx) ?? from;
        const first = window.firstAt(at, viewPx);
        expect(row).toBeGreaterThanOrEqual(first - 0.01);
        expect(row + 1).toBeLessThanOrEqual(first + viewPx / 24 + 0.01);
        expect(window.heightPx).toBeLessThanOrEqual(8_000_000);
      },
    ),
  );
});

test.each([
  [
    [
      ["id", "x7"],
      ["Name", "Aarau"],
    ],
    "Aarau",
  ],
  [
    [
      ["size", 3],
      ["kind", "town"],
    ],
    "town",
  ],
  [
    [
      ["name", ""],
      ["size", 3],
    ],
    "#9",
  ],
  [[["title", "a".repeat(80)]], `${"a".repeat(60)}…`],
] as const)("a feature with %j is called %s", (values, title) => {
  expect(featureTitle(values, 9)).toBe(title);
});
