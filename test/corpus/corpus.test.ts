import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Answer, KernelClient } from "../fixtures/kernel-client.ts";
import { ensureCorpusPackages } from "../setup/corpus-packages.mjs";

/** What Deno's notebook kernel shows for each cell, made by test/fixtures/oracle/corpus.py. */
const EXPECTED = JSON.parse(readFileSync(join(import.meta.dirname, "expected.json"), "utf8")) as Record<
  string,
  string[]
>;
const CELLS = join(import.meta.dirname, "cells");
const FOLDER = join(import.meta.dirname, "../../.setup/corpus");

interface Case {
  readonly cell: string;
  readonly title: string;
  readonly shows: string | undefined;
}

function casesIn(file: string): Case[] {
  const expected = EXPECTED[basename(file, ".cells")] ?? [];
  const cells = readFileSync(join(CELLS, file), "utf8").trim().split("\n// %%\n");
  return cells.map((cell, i) => ({ cell, title: `${i + 1}: ${cell.split("\n").at(-1)}`, shows: expected[i] }));
}

/** All that a cell prints and shows as text; its error if it fails. */
function textOf({ output }: Answer): string {
  const parts = output.map(({ header, content }) => {
    if (header.msg_type === "stream") return String(content["text"]);
    if (header.msg_type === "error") return `error: ${String(content["evalue"])}\n`;
    const data = content["data"] as Record<string, unknown> | undefined;
    return data === undefined ? "" : `${String(data["text/plain"])}\n`;
  });
  return parts.join("").trim();
}

/** Deno quotes texts by `"`, Node by `'`. */
function unquoted(text: string | undefined): string | undefined {
  return text?.replaceAll('"', "'");
}

let kernel: KernelClient;
beforeAll(async () => {
  const missing = await ensureCorpusPackages({ folder: FOLDER, say: () => undefined });
  if (missing !== undefined) throw new Error(missing);
  kernel = await KernelClient.start({ cwd: FOLDER });
}, 300_000);
afterAll(() => kernel.close());

// one session for all, in order
describe.each(readdirSync(CELLS).toSorted())("%s", (file) => {
  test.each(casesIn(file))("$title", async ({ cell, shows }) => {
    expect(unquoted(textOf(await kernel.execute(cell)))).toBe(unquoted(shows));
  });
});
