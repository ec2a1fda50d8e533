import { expect, test } from "vitest";
import { fuzzText, TEXTS } from "./fuzz-text.ts";

// a tenth of what `npm run soak fuzz` does
test.each(Object.keys(TEXTS))(
  "a %s file with faults is a layer or a refusal, soon and in little memory",
  async (format) => {
    const { read, refused } = await fuzzText(format, 300, 1);
    expect(read).toBeGreaterThan(10);
    expect(refused).toBeGreaterThan(100);
  },
);
