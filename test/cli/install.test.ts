import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { isAbsolute, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { uninstall } from "../../src/cli/install.ts";
import { kernelSpec, kernelsFolder, readKernelSpec, writeKernelSpec } from "../../src/cli/kernelspec.ts";

let prefix: string;
beforeEach(() => {
  prefix = mkdtempSync(join(tmpdir(), "mapcell prefix-"));
});
afterEach(() => rmSync(prefix, { recursive: true }));

test("a kernelspec names absolute paths, the flag interrupts need, and message mode", () => {
  const spec = kernelSpec("TypeScript");
  expect(spec.argv.slice(-1)).toEqual(["{connection_file}"]);
  expect(spec.argv).toContain("--no-force-async-hooks-checks");
  expect(spec.argv.filter((word) => word.includes("/")).every((word) => isAbsolute(word))).toBe(true);
  expect(spec).toMatchObject({ display_name: "TypeScript", language: "typescript", interrupt_mode: "message" });
});

test("installing writes kernel and logos, and replaces what was there in one step", () => {
  const kernels = kernelsFolder({ kind: "prefix", prefix });
  writeKernelSpec(kernels, "mapcell", kernelSpec("first"));
  const folder = writeKernelSpec(kernels, "mapcell", kernelSpec("second"));
  expect(readdirSync(kernels)).toEqual(["mapcell"]);
  expect(readdirSync(folder).toSorted()).toEqual(["kernel.json", "logo-32x32.png", "logo-64x64.png", "logo-svg.svg"]);
  expect(JSON.parse(readFileSync(join(folder, "kernel.json"), "utf8"))).toMatchObject({ display_name: "second" });
});

test("uninstalling removes what was installed, and nothing of others", async () => {
  const kernels = kernelsFolder({ kind: "prefix", prefix });
  writeKernelSpec(kernels, "mapcell", kernelSpec("ours"));
  writeKernelSpec(kernels, "deno", { ...kernelSpec("theirs"), argv: ["deno", "jupyter"] });
  await expect(uninstall(["--prefix", prefix])).resolves.toBe(0);
  expect(readKernelSpec(kernels, "mapcell")).toBeUndefined();
  await expect(uninstall(["--prefix", prefix, "--name", "deno"])).rejects.toMatchObject({ code: "SETUP" });
  expect(existsSync(join(kernels, "deno"))).toBe(true);
});

test("a kernel that is another's, or can't be read, is not removed", async () => {
  const kernels = kernelsFolder({ kind: "prefix", prefix });
  const folder = writeKernelSpec(kernels, "mapcell", {
    ...kernelSpec("theirs"),
    argv: ["python", "kernel/main.js.py"],
  });
  await expect(uninstall(["--prefix", prefix])).rejects.toThrow("is not mapcell's; remove it by hand");
  writeFileSync(join(folder, "kernel.json"), "{");
  expect(readKernelSpec(kernels, "mapcell")).toBe("unreadable");
  await expect(uninstall(["--prefix", prefix])).rejects.toThrow("is not mapcell's; remove it by hand");
  expect(existsSync(folder)).toBe(true);
});

test.each([
  [["--prefix", "x", "--user"], "BAD_ARGUMENT"],
  [["--name", "a/b"], "BAD_ARGUMENT"],
  [["--name", ".."], "BAD_ARGUMENT"],
  [["--prefx", "x"], "UNKNOWN_OPTION"],
  [["--prefix", "/nowhere"], "SETUP"],
])("mapcell uninstall %j is refused with %s", async (args, code) => {
  await expect(uninstall(args)).rejects.toMatchObject({ code });
});

test("each place has its folder", () => {
  expect(kernelsFolder({ kind: "user" }, { JUPYTER_DATA_DIR: "/data" })).toBe(join("/data", "kernels"));
  expect(kernelsFolder({ kind: "sys-prefix" }, { VIRTUAL_ENV: "/env" })).toBe(
    join("/env", "share", "jupyter", "kernels"),
  );
  expect(() => kernelsFolder({ kind: "sys-prefix" }, {})).toThrow("no Python environment is active");
});
