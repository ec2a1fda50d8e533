import { createHash, randomBytes } from "node:crypto";
import { lstat, readdir, readlink, rm } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";

/** Long names are cut: the whole must fit in the 255 bytes that a file system allows. */
const NAME_LENGTH = 40;

/** A name for the unfinished file of a save, which tells what process on what machine writes it. */
export async function temporaryName(base: string): Promise<string> {
  const name = base.slice(0, NAME_LENGTH).toWellFormed();
  return `.${name}.mapcell-${await machineKey()}-${process.pid}-${randomBytes(6).toString("hex")}.tmp`;
}

/** Removes the unfinished files of saves that were killed: this machine's, whose process is gone or has let go of them. */
export async function removeLeftovers(folder: string): Promise<void> {
  const ours = new RegExp(`^\\..*\\.mapcell-${await machineKey()}-(\\d+)-[0-9a-f]{12}\\.tmp$`);
  const found = (await whereThere(() => readdir(folder), [])).flatMap((name) => {
    const [, pid] = ours.exec(name) ?? [];
    return pid === undefined ? [] : [{ path: join(folder, name), pid: Number(pid) }];
  });
  for (const { path, pid } of found) {
    const isLeft = pid === process.pid ? !(await isOpenHere(path)) : !isAlive(pid);
    // another save may have removed it, or given it its name
    if (isLeft && (await whereThere(async () => (await lstat(path)).isFile(), false)))
      await whereThere(() => rm(path, { force: true }), undefined);
  }
}

let key: Promise<string> | undefined;

/** Numbers of processes count for one machine, or one container, alone: another's may be at work in the same folder. */
function machineKey(): Promise<string> {
  key ??= namespaceOfPids().then((space) =>
    createHash("sha256").update(`${hostname()} ${space}`).digest("hex").slice(0, 12),
  );
  return key;
}

async function namespaceOfPids(): Promise<string> {
  return whereThere(() => readlink("/proc/self/ns/pid"), "");
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return !(error instanceof Error && "code" in error && error.code === "ESRCH");
  }
}

/** Whether a thread of this process still writes it; taken for granted where the system does not tell. */
async function isOpenHere(path: string): Promise<boolean> {
  const open = await whereThere(() => readdir("/proc/self/fd"), undefined);
  if (open === undefined) return true;
  for (const each of open) if ((await whereThere(() => readlink(`/proc/self/fd/${each}`), "")) === path) return true;
  return false;
}

/** @param otherwise where the system says no: not there, or not for us */
async function whereThere<T>(read: () => Promise<T>, otherwise: T): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof Error && "code" in error) return otherwise;
    throw error;
  }
}
