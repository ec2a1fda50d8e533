import { readdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { afterAll, expect, test } from "vitest";
import { notebookFolder, outputsOf, runProgram, succeeding, textOf } from "../fixtures/cli.ts";

const folder = notebookFolder();
const store = join(folder.path, "store");
afterAll(() => folder.remove());

const mapcell = (...args: readonly string[]) =>
  runProgram(process.execPath, [resolve("dist", "src", "cli", "main.js"), ...args], {
    ...process.env,
    MAPCELL_CACHE: store,
  });

/** By cell. */
function isFromCache(name: string): boolean[] {
  return outputsOf(join(folder.path, name)).map((outputs) => textOf(outputs).includes("from cache"));
}

test("a notebook that is run again takes what it can from the cache, says so, and is verified without it", async () => {
  writeFileSync(
    join(folder.path, "towns.csv"),
    ["name,lon,lat", ...Array.from({ length: 30 }, (_, n) => `t${n},${n % 6},${n / 10}`)].join("\n"),
  );
  const notebook = folder.write(
    "near.ipynb",
    "%load towns towns.csv",
    "const distance = 20;\n%buffer towns --distance {distance}km --as near",
    "%boundingBoxes towns --as boxes",
    "%%task count --input near\nreturn near.length + Math.random()",
  );
  const run = (name: string) => mapcell("run", notebook, "--cache", "-o", join(folder.path, name));
  await succeeding(run("first.ipynb"));
  await succeeding(run("second.ipynb"));
  expect(isFromCache("first.ipynb")).toEqual([false, false, false, false]);
  expect(isFromCache("second.ipynb")).toEqual([true, true, true, false]);

  const listed = JSON.parse((await succeeding(mapcell("cache", "list", "--json"))).out) as object[];
  expect(listed).toHaveLength(3);
  // the first has another text and the same layers; and with a damaged store nothing else comes out
  for (const sub of readdirSync(join(store, "v1", "objects")))
    for (const name of readdirSync(join(store, "v1", "objects", sub)))
      writeFileSync(join(store, "v1", "objects", sub, name), "garbage");
  const verified = await mapcell("verify", join(folder.path, "second.ipynb"), "--only-layers");
  expect(verified).toMatchObject({ code: 0 });
  expect(await mapcell("cache", "verify")).toMatchObject({ code: 1, out: expect.stringContaining("3 results read, 3 damaged") }); // prettier-ignore
  expect(await mapcell("cache", "clear")).toMatchObject({ code: 0 });
  expect((await succeeding(mapcell("cache", "list"))).out).toContain("0 results, 0.0 MB in");
  expect(await mapcell("cache", "forget")).toMatchObject({
    code: 2,
    err: expect.stringContaining("expected list, clear, verify"),
  });
});
