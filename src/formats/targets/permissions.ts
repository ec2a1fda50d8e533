import { chmod, chown, stat } from "node:fs/promises";

/** Lets a new file have the permissions of the one that it is about to replace; without one, it keeps its own. */
export async function takePermissions(from: string, to: string): Promise<void> {
  const before = await stat(from).catch((error: unknown) => {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  });
  if (before === undefined) return;
  // others may not give a file away, and need not: what they replace is mostly theirs
  if (process.getuid?.() === 0) await chown(to, before.uid, before.gid);
  await chmod(to, before.mode % 0o10_000);
}
