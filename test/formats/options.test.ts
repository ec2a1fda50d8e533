import { describe, expect, test } from "vitest";
import { FORMATS } from "../../src/formats/registry.ts";
import { optionTable } from "../../src/operations/format-parameters.ts";
import { load } from "../../src/operations/load.ts";
import { OPERATIONS } from "../../src/operations/registry.ts";
import { save } from "../../src/operations/save.ts";
import { checkValues } from "../../src/schema/check-values.ts";
import { integer } from "../../src/schema/types/integer.ts";
import { ownChoice } from "../../src/schema/types/choice.ts";
import { operationDeclarations } from "../../src/session/declarations.ts";

const optionsOf = (of: typeof load | typeof save, type: string, table: "readOptions" | "writeOptions") =>
  FORMATS.flatMap(({ title, [table]: options = {} }) =>
    Object.entries(options).map(([name, option]) => ({ title, name, option, of, type })),
  );
const options = [optionsOf(load, "LoadOptions", "readOptions"), optionsOf(save, "SaveOptions", "writeOptions")].flat();

test.each(options)(
  "$type knows the option $name of $title as its table states it",
  ({ title, name, option, of, type }) => {
    const declared = interfaceOf(type);
    expect(declared).toContain(`readonly ${name}?: ${option.type.typescript("")}`);
    // the text may be broken into lines
    expect(declared.replaceAll(/\s+\*?\s*/g, " ")).toContain(`${title}: ${option.doc.replaceAll(/\s+/g, " ")}`);
    expect(of.parameters).toHaveProperty(name);
    expect(option.required && option.default === undefined).toBe(false);
  },
);

test("a call takes what its operation does: arguments first, then options, all that is not a magic's alone", () => {
  const text = operationDeclarations(OPERATIONS);
  expect(text).toContain("load(name: string, path: string, options?: LoadOptions): Task<Layer>;");
  expect(text).toContain("save(input: LayerInput, path: string, options?: SaveOptions): Task<Saved>;");
  for (const name of Object.keys(load.parameters).slice(2))
    expect(interfaceOf("LoadOptions")).toMatch(new RegExp(`readonly ${name}\\?: `));
  expect(interfaceOf("LoadOptions")).not.toMatch(/"wait"/);
});

describe("an option that two formats have", () => {
  const formats = [
    { title: "One", example: "", table: { packing: ownChoice(["zip", "none"], { default: "zip", doc: "how." }) } },
    { title: "Two", example: "", table: { packing: integer({ optional: true, min: 1, doc: "how much." }) } },
  ];
  const parameters = optionTable(formats);
  const check = (packing: unknown) => checkValues({ name: "save", example: "%save", parameters }, { packing });

  test("takes what one of them does, whichever comes first", () => {
    expect(check("none")).toEqual({ packing: "none" });
    expect(check("9")).toEqual({ packing: 9 });
    expect(() => check("rar")).toThrow(/save: packing is "rar"; expected a whole number/);
  });

  test("is typed and told as both, and has no default of its own", () => {
    expect(parameters["packing"]?.type.typescript("")).toBe('"zip" | "none" | number');
    expect(parameters["packing"]?.doc).toBe("One: how. Two: how much.");
    expect(check(undefined)).toEqual({ packing: undefined });
  });
});

function interfaceOf(name: string): string {
  const text = operationDeclarations(OPERATIONS);
  return new RegExp(`export interface ${name} [^]*?\\n\\}`).exec(text)?.[0] ?? "";
}
