import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { mapcell } from "../fixtures/cli.ts";

test("--version prints the package's version", async () => {
  const { version } = JSON.parse(readFileSync("package.json", "utf8"));
  expect(await mapcell("--version")).toEqual({ code: 0, out: `${version}\n`, err: "" });
});

test("--help, and no command at all, list the commands", async () => {
  const [help, none] = await Promise.all([mapcell("--help"), mapcell()]);
  expect(help.code).toBe(0);
  for (const name of ["lab", "install", "uninstall", "doctor", "run", "export"]) {
    expect(help.out).toMatch(new RegExp(`^  ${name} +\\w`, "m"));
  }
  expect(none).toEqual(help);
});

test.each(["lab", "run", "export", "install", "uninstall", "doctor"])(
  "%s --help explains the command",
  async (name) => {
    const { code, out } = await mapcell(name, "--help");
    expect(code).toBe(0);
    expect(out).toContain(`Usage: mapcell ${name}`);
  },
);

test("--help lists every exit code that a command has, and no other", async () => {
  const { out } = await mapcell("--help");
  const listed = Array.from(out.matchAll(/^ {2}(\d+) /gm), ([, code]) => code);
  const helps = await Promise.all(
    ["run", "verify", "export", "install", "uninstall", "doctor"].map((name) => mapcell(name, "--help")),
  );
  const known = helps.flatMap(({ out: help }) =>
    help.slice(help.indexOf("Exit codes:")).match(/(?<=[:;,]\s)\d+(?= )/g),
  );
  expect(new Set(listed)).toEqual(new Set(known));
});

test("the exit codes of run are in its help", async () => {
  expect((await mapcell("run", "--help")).out).toMatch(/Exit codes: 0 .* 1 .*2 .*3 .*4 .*130 /s);
});

test.each([
  [["rum", "x.ipynb"], 'mapcell: Unknown command "rum". Did you mean "run"? "mapcell --help" lists the commands.\n'],
  [["run"], "mapcell: Given was nothing; expected: mapcell run NOTEBOOK [-o OUT.ipynb]\n"],
  [["run", "none.ipynb"], 'mapcell: Cannot read the notebook "none.ipynb"; check the path.\n'],
  [["run", "x.ipynb", "--timeout", "soon"], 'mapcell: --timeout is "soon"; expected seconds, such as 600.\n'],
  [["lab", "no-such-folder"], 'mapcell: "no-such-folder" does not exist; give a folder or a notebook.\n'],
])("mapcell %j is refused with exit code 2", async (args, err) => {
  expect(await mapcell(...args)).toEqual({ code: 2, out: "", err });
});
