import { readFile, rm } from "node:fs/promises";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { build, type Plugin } from "esbuild";
import { afterAll, describe, expect, test } from "vitest";
import type * as Catalog from "../../kernel/magics/catalog.ts";
import type * as Help from "../../kernel/magics/help.ts";
import type * as Algorithms from "../../src/algorithms/registry.ts";
import type * as Types from "../../src/session/generated-types.ts";
import type * as Own from "../../src/session/own-algorithm.ts";

// What it takes to add something, as a recorded change that is made to today's sources. What is asked here of the changed
// sources is asked of nothing that the change names.

interface Mutation {
  readonly file: string;
  /** What the new text comes behind; a new file where nothing is said. */
  readonly after?: string;
  readonly add: string;
}

type Changed = typeof Catalog & typeof Help & typeof Algorithms & typeof Types & typeof Own;

const PARAMETER_TYPE: readonly Mutation[] = [
  {
    file: "src/schema/types/percent.ts",
    add: `
import { givenNumber, shownValue } from "../given-value.ts";
import { parameter, type Stated } from "../parameter.ts";
import { plainType } from "../parameter-type.ts";
import type { TypeFamily } from "../type-family.ts";

/** A share of a hundred, as a number or with its sign: 20%. */
export function percent<const S extends Stated<string>>(stated: S) {
  return parameter(PERCENT, stated);
}

const PERCENT = plainType<number>({
  id: "percent",
  parse: (given, at) => {
    const value = givenNumber(typeof given === "string" ? given.replace(/%$/, "") : given);
    if (value !== undefined && value >= 0 && value <= 100) return value / 100;
    throw at.refuse(\`is \${shownValue(given)}; expected a share such as 20%\`);
  },
  typescript: () => "number | string",
  argument: { type: "text", typeText: "share such as 20%" },
  toCode: (given) => JSON.stringify(given),
  sample: "20%",
});

export const percentFamily: TypeFamily = {
  id: "percent",
  members: "readonly default?: string; readonly optional?: boolean",
  value: "number",
  given: "number | string",
  define: (definition) => percent({ ...definition.stated(), default: definition.text("default") }),
};
`,
  },
  {
    file: "src/schema/parameter-types.ts",
    after: 'import { numbersFamily } from "./types/numbers.ts";\n',
    add: 'import { percentFamily } from "./types/percent.ts";\n',
  },
  { file: "src/schema/parameter-types.ts", after: "  numbersFamily,\n", add: "  percentFamily,\n" },
];

const FORMAT_OPTION: readonly Mutation[] = [
  {
    file: "src/formats/csv/csv.ts",
    after: "const writeOptions = {\n",
    add: '  lineEnd: ownChoice(["lf", "crlf"], { default: "lf", doc: "what ends a row." }),\n',
  },
];

const folder = resolve("dist/test/mutations");
afterAll(() => rm(folder, { recursive: true, force: true }));

/** The sources with the change, as modules that can be asked. */
async function changed(name: string, mutations: readonly Mutation[]): Promise<Changed> {
  const outfile = resolve(folder, `${name}.mjs`);
  await build({
    stdin: {
      contents: [
        "kernel/magics/catalog",
        "kernel/magics/help",
        "src/algorithms/registry",
        "src/session/generated-types",
        "src/session/own-algorithm",
      ]
        .map((path) => `export * from "./${path}.ts";`)
        .join("\n"),
      resolveDir: process.cwd(),
    },
    bundle: true,
    platform: "node",
    format: "esm",
    packages: "external",
    outfile,
    plugins: [withChanges(mutations)],
  });
  return (await import(pathToFileURL(outfile).href)) as Changed;
}

function withChanges(mutations: readonly Mutation[]): Plugin {
  return {
    name: "changes",
    setup(bundle) {
      const files = new Map(mutations.map(({ file }) => [resolve(file), file]));
      bundle.onResolve({ filter: /^\.\.?\// }, ({ path, resolveDir }) => {
        const found = resolve(resolveDir, path);
        return files.has(found) ? { path: found } : undefined;
      });
      bundle.onLoad({ filter: /\.ts$/ }, async ({ path }) => {
        const file = files.get(path);
        if (file === undefined) return undefined;
        let text = mutations.some((one) => one.file === file && one.after === undefined)
          ? ""
          : await readFile(path, "utf8");
        for (const { after = "", add } of mutations.filter((one) => one.file === file)) {
          expect(text, `${file} has it`).toContain(after);
          text = text.replace(after, () => after + add);
        }
        return { contents: text, loader: "ts" };
      });
    },
  };
}

function filesOf(mutations: readonly Mutation[]): ReadonlySet<string> {
  return new Set(mutations.map(({ file }) => file));
}

describe("a new type of parameters", () => {
  test("is a file of its own, and its line in the list", () => {
    expect(filesOf(PARAMETER_TYPE)).toEqual(new Set(["src/schema/types/percent.ts", "src/schema/parameter-types.ts"]));
  });

  test("is known to geo.register, its types, magics and help", async () => {
    const { ownAlgorithm, generatedTypes, allMagics, helpFor } = await changed("type", PARAMETER_TYPE);
    expect(generatedTypes()).toContain('{ readonly type: "percent"; readonly default?: string;');
    expect(generatedTypes()).toContain("readonly percent: number | string;");
    const parameters = [{ name: "share", type: "percent", doc: "How much" }];
    const own = ownAlgorithm({ id: "thin", parameters, run: () => 1, example: "%thin --share 20%" });
    expect(own.parameters["share"]?.type.id).toBe("percent");
    const magic = allMagics([own]).find(({ name }) => name === "thin");
    expect(magic?.options.find(({ name }) => name === "share")).toMatchObject({ typeText: "share such as 20%" });
    expect(helpFor("thin", [own])["text/plain"]).toContain("--share SHARE");
    expect(() => ownAlgorithm({ id: "thin", parameters: [{ name: "n", type: "percents" }], run: () => 1 })).toThrow(
      "percent",
    );
  });
});

describe("a new option of a format", () => {
  test("is a line of its table", () => {
    expect(filesOf(FORMAT_OPTION).size).toBe(1);
  });

  test("is known to the magic, the call's types and help", async () => {
    const { generatedTypes, allMagics, helpFor } = await changed("option", FORMAT_OPTION);
    const save = allMagics([]).find(({ name }) => name === "save");
    expect(save?.options.find(({ name }) => name === "lineEnd")).toMatchObject({ values: ["lf", "crlf"] });
    expect(generatedTypes()).toContain('readonly lineEnd?: "lf" | "crlf"');
    expect(helpFor("save", [])["text/plain"]).toContain("--line-end lf|crlf");
  });
});
