import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, link, lstat, mkdir, mkdtemp, open, readdir, readFile, readlink, rename, rm, symlink, truncate, writeFile } from "node:fs/promises"; // prettier-ignore
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { silent } from "../../src/feedback.ts";
import { removeLeftovers, temporaryName } from "../../src/formats/targets/leftovers.ts";
import { readLayer, writeLayer } from "../../src/formats/open.ts";
import { openFile } from "../../src/formats/sources/plain-file.ts";
import { dataOf, Layer } from "../../src/layers/layer.ts";

const layer = Layer.from([{ geometry: { type: "Point", coordinates: [1, 2] }, properties: { name: "Ayr" } }]);
const text = JSON.stringify(layer.toGeoJSON());
let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "mapcell-files-"));
});
afterEach(() => rm(folder, { recursive: true }));

const load = async (path: string): Promise<number> =>
  (await readLayer(path, { baseDir: folder }, silent)).geometry.length;
const save = (path: string) => writeLayer(dataOf(layer), path, { baseDir: folder, name: "x" }, silent);

/** Something with a file's name that is no file. */
const ODD: Readonly<Record<string, (path: string) => unknown>> = {
  pipe: (path) => execFileSync("mkfifo", [path]),
  "link to a pipe": async (path) => {
    execFileSync("mkfifo", [`${path}.pipe`]);
    await symlink(`${path}.pipe`, path);
  },
  "link to a device": (path) => symlink("/dev/zero", path),
  "link to an entry of the system": (path) => symlink("/proc/self/environ", path),
  folder: (path) => mkdir(path),
  "link to a folder": async (path) => {
    await mkdir(`${path}.d`);
    await symlink(`${path}.d`, path);
  },
  "circle of links": (path) => symlink(path, path),
};

describe("what is no file", () => {
  test.each(Object.entries(ODD))("a %s is refused at once and stays what it is", async (_, make) => {
    const path = join(folder, "odd.geojson");
    await make(path);
    const before = await Promise.all([lstat(path), readdir(folder)]);
    await expect(load("odd.geojson")).rejects.toMatchObject({
      code: "LAYER_UNREADABLE",
      message: expect.stringContaining('"odd.geojson"'),
    });
    await expect(save("odd.geojson")).rejects.toMatchObject({
      code: "LAYER_UNWRITABLE",
      message: expect.stringContaining('"odd.geojson"'),
    });
    const after = await Promise.all([lstat(path), readdir(folder)]);
    expect([after[0].ino, after[0].mode, after[1]]).toEqual([before[0].ino, before[0].mode, before[1]]);
  });

  test("a socket is refused", async () => {
    const server = createServer().listen(join(folder, "odd.geojson"));
    await once(server, "listening");
    await expect(load("odd.geojson")).rejects.toThrow('"odd.geojson" is a socket');
    await expect(save("odd.geojson")).rejects.toThrow('"odd.geojson" is a socket');
    server.close();
  });

  test("a file behind /proc/self/fd is a file", async () => {
    await writeFile(join(folder, "a.geojson"), text);
    const handle = await open(join(folder, "a.geojson"));
    await symlink(`/proc/self/fd/${handle.fd}`, join(folder, "link.geojson"));
    expect(await load("link.geojson")).toBe(1);
    await handle.close();
  });
});

describe("names", () => {
  test.each(["data:x.geojson", "https:x.geojson", "c:x.geojson", "a b#?%20.geojson", "-x.geojson", "ü\n.geojson"])(
    "%j is the name of a file",
    async (name) => {
      await save(name);
      expect(await readdir(folder)).toEqual([name]);
      expect(await load(name)).toBe(1);
    },
  );

  test("a name as long as the disk allows", async () => {
    const name = `${"n".repeat(246)}.geojson`;
    await save(name);
    expect(await readdir(folder)).toEqual([name]);
    await expect(save(`x${"n".repeat(255)}.geojson`)).rejects.toThrow("the name is too long");
  });

  test("a link to a file that is not there yet makes that file, whatever folders lie between", async () => {
    await mkdir(join(folder, "sub"));
    await symlink("sub/next.geojson", join(folder, "link.geojson"));
    await symlink("real.geojson", join(folder, "sub", "next.geojson"));
    await save("link.geojson");
    expect(await readlink(join(folder, "link.geojson"))).toBe("sub/next.geojson");
    expect(await readdir(join(folder, "sub"))).toEqual(["next.geojson", "real.geojson"]);
    expect(await load("link.geojson")).toBe(1);
  });
});

/** What is read of a file that changes when some of it is read. */
const half = async (change: (path: string) => Promise<unknown>): Promise<string> => {
  const path = join(folder, "x.geojson");
  await writeFile(path, "a".repeat(1000));
  const file = await openFile("x.geojson", folder);
  const source = file.stream();
  const into = new Uint8Array(600);
  let read = await source.read(into);
  await change(path);
  let result = Buffer.from(into.subarray(0, read)).toString();
  for (read = await source.read(into); read > 0; read = await source.read(into))
    result += Buffer.from(into.subarray(0, read)).toString();
  await file.close();
  return result;
};
const grow = async (path: string): Promise<void> => writeFile(path, "b".repeat(50), { flag: "a" });

describe("a file that changes while it is read", () => {
  test.each<[string, (path: string) => Promise<unknown>]>([
    ["grows", grow],
    ["shrinks", (path) => truncate(path, 100)],
    ["shrinks and grows", (path) => truncate(path, 100).then(() => truncate(path, 1000))],
    ["is written over", (path) => writeFile(path, "c".repeat(1000))],
  ])("and %s is refused", async (_, change) => {
    await expect(half(change)).rejects.toThrow(
      /"x\.geojson": the file was written to while it was read.*Load it again/,
    );
  });

  test("and is replaced is read as it was", async () => {
    const content = await half(async (path) => {
      await writeFile(`${path}.new`, "d");
      await rename(`${path}.new`, path);
    });
    expect(content).toBe("a".repeat(1000));
  });
});

describe("unfinished files of saves", () => {
  test("those of dead processes go with the next save, other files stay", async () => {
    const child = spawn(process.execPath, ["-e", ""]);
    await once(child, "exit");
    const own = await temporaryName("old.geojson");
    const of = (pid: number | undefined): string => own.replace(`-${process.pid}-`, `-${pid}-`);
    const elsewhere = of(child.pid).replace(/mapcell-[0-9a-f]{12}/, "mapcell-000000000000");
    const kept = [of(1), elsewhere, ".x.tmp", ".y.geojson.0123456789ab.tmp", "mapcell.tmp"];
    for (const name of [of(child.pid), ...kept]) await writeFile(join(folder, name), "half");
    await mkdir(join(folder, of(child.pid).replace(".old", ".folder")));
    await save("x.geojson");
    const folders = [of(child.pid).replace(".old", ".folder")];
    expect((await readdir(folder)).toSorted()).toEqual([...kept, ...folders, "x.geojson"].toSorted());
  });

  test("those of a thread that was killed go, one that is being written stays", async () => {
    const [left, written] = await Promise.all([temporaryName("a.geojson"), temporaryName("a.geojson")]);
    await writeFile(join(folder, left), "half");
    const handle = await open(join(folder, written), "wx");
    await removeLeftovers(folder);
    expect(await readdir(folder)).toEqual([written]);
    await handle.close();
  });

  test("saves beside each other leave each other alone", async () => {
    const names = Array.from({ length: 12 }, (_, n) => `${n}.geojson`);
    await Promise.all(names.map(save));
    expect((await readdir(folder)).toSorted()).toEqual(names.toSorted());
    for (const name of names) expect(await readFile(join(folder, name), "utf8")).toContain("Ayr");
  });
});

test.each([0o600, 0o664, 0o751])("a save keeps the permissions %o of the file it replaces", async (mode) => {
  const path = join(folder, "x.geojson");
  await writeFile(path, text);
  await chmod(path, mode);
  await save("x.geojson");
  expect((await lstat(path)).mode % 0o10_000).toBe(mode);
});

test("a hard link to a file is a file", async () => {
  await writeFile(join(folder, "a.geojson"), text);
  await link(join(folder, "a.geojson"), join(folder, "b.geojson"));
  expect(await load("b.geojson")).toBe(1);
});
