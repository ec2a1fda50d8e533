import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { build } from "esbuild";
import { beforeAll, describe, expect, test } from "vitest";
import { LANE_KINDS } from "./conformance/lane-kinds.ts";
import { toyWorker } from "./toy-engine.ts";

const SCRIPT = "dist/test/process-script.js";

beforeAll(async () => {
  await build({
    entryPoints: ["test/tasks/process-script.ts"],
    outfile: SCRIPT,
    bundle: true,
    platform: "node",
    format: "esm",
    packages: "external",
  });
});

/** Lines it printed; rejects if it doesn't end by itself. @param program what Node is told to run */
async function playIn(program: readonly string[], scene: string, kind: string): Promise<string[]> {
  const { stdout, stderr } = await promisify(execFile)(
    process.execPath,
    [...program, scene, fileURLToPath(toyWorker), kind],
    { timeout: 20_000 },
  );
  expect(stderr).toBe("");
  return stdout.trim().split("\n");
}

test.each(["--input-type=module", "--input-type module", "--expose-gc --input-type=module"])(
  "a program that is given as text has lanes, too: %s",
  async (flags) => {
    const program = [...flags.split(" "), "--eval", `import "./${SCRIPT}";`];
    expect(await playIn(program, "idle", "node-worker-threads-pool")).toEqual(["done"]);
  },
);

describe.each(LANE_KINDS)("over %s", (kind) => {
  const play = (scene: string): Promise<string[]> => playIn([SCRIPT], scene, kind);

  test("an idle lane does not keep the process alive", async () => {
    expect(await play("idle")).toEqual(["done"]);
  });

  test("a pending task keeps the process alive", async () => {
    expect(await play("pending")).toEqual(["late"]);
  });

  test("a held task that nobody can resume does not", async () => {
    expect(await play("held")).toEqual(["left alone"]);
  });

  test("what a task prints does not reach the terminal of the process", async () => {
    expect(await play("printing")).toEqual(["done"]);
  });

  test("a lane that is being killed keeps the process alive until its thread has ended", async () => {
    expect(await play("killed")).toEqual(["ended"]);
  });

  test("after close no thread, port or timer is left", async () => {
    const [line = ""] = await play("closed");
    expect(JSON.parse(line)).toEqual({ threads: 0, open: [] });
  });
});
