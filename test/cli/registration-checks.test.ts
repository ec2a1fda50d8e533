import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { KERNEL_MAIN, kernelSpec, writeKernelSpec, type KernelSpec } from "../../src/cli/kernelspec.ts";
import { works } from "../../src/cli/own-checks.ts";
import { registrations } from "../../src/cli/registration-checks.ts";

let prefix: string;
let kernels: string;
beforeEach(() => {
  prefix = mkdtempSync(join(tmpdir(), "mapcell prefix-"));
  kernels = join(prefix, "share", "jupyter", "kernels");
});
afterEach(() => rmSync(prefix, { recursive: true }));

/** A kernelspec whose files all exist, as after an installation. */
function spec(change: Partial<KernelSpec> = {}): KernelSpec {
  return { ...kernelSpec("TypeScript"), argv: argv(process.execPath), ...change };
}

function argv(node: string, main = script("kernel/main.js", "")): string[] {
  return [node, "--no-force-async-hooks-checks", main, "{connection_file}"];
}

function script(name: string, text: string): string {
  const file = join(prefix, name);
  mkdirSync(join(file, ".."), { recursive: true });
  writeFileSync(file, text);
  chmodSync(file, 0o755);
  return file;
}

function check() {
  return registrations([], { kind: "prefix", prefix });
}

test("nothing registered at the place is a fault, with the command for this place", () => {
  expect(check()).toEqual([
    {
      what: `kernel not registered with Jupyter in ${kernels}`,
      state: "fault",
      mend: `mapcell install --prefix "${prefix}"`,
    },
  ]);
});

test.each([
  [
    "whose file is gone",
    () => spec({ argv: argv(process.execPath, "/gone/kernel/main.js") }),
    /"\/gone\/kernel\/main\.js" is gone/,
  ],
  ["whose Node is gone", () => spec({ argv: argv("/gone/node") }), /"\/gone\/node" is gone/],
  [
    "with an old Node",
    () => spec({ argv: argv(script("node", "#!/bin/sh\necho v18.20.1\n")) }),
    /node is Node v18\.20\.1/,
  ],
  ["with a broken Node", () => spec({ argv: argv(script("node", "#!/bin/sh\nexit 3\n")) }), /node does not run/],
  ["of an older version", () => spec({ interrupt_mode: "signal" }), /made by an older version/],
])("a registration %s is a fault", (_, made, fault) => {
  writeKernelSpec(kernels, "maps", made());
  expect(check()).toEqual([
    { what: expect.stringMatching(fault), state: "fault", mend: expect.stringMatching(/mapcell install|Install Node/) },
  ]);
});

test("a registration of another name is mended under its name", () => {
  writeKernelSpec(kernels, "maps", spec({ argv: argv("/gone/node") }));
  expect(check()[0]?.mend).toBe(`mapcell install --prefix "${prefix}" --name maps`);
});

test("a kernel.json that can't be read is a fault", () => {
  const folder = writeKernelSpec(kernels, "mapcell", spec());
  writeFileSync(join(folder, "kernel.json"), "{");
  expect(check()).toMatchObject([{ what: expect.stringContaining("kernel.json can't be read"), state: "fault" }]);
});

test("another installation that works is worth a hint; other kernels are nobody's business", () => {
  writeKernelSpec(kernels, "mapcell", spec());
  writeKernelSpec(kernels, "python3", spec({ language: "python" }));
  expect(check()).toMatchObject([{ what: expect.stringContaining("starts another installation"), state: "hint" }]);
  expect(check()[0]?.what).not.toContain(KERNEL_MAIN);
});

function lackingPart(): never {
  throw new Error("Cannot find @esbuild/linux-x64\nmore");
}

test("a package without its part for this platform is a fault with the reason", async () => {
  expect(await works("esbuild", lackingPart)).toMatchObject({
    what: "esbuild: Cannot find @esbuild/linux-x64",
    state: "fault",
    mend: expect.stringContaining("npm ci --include=optional"),
  });
});
