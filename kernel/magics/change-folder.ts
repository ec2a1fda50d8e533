import { homedir } from "node:os";
import { SpatialError } from "../../src/errors.ts";
import type { Session } from "../../src/session/session.ts";

const before = new WeakMap<object, string>();

/** `%cd`: makes paths relative to another folder, also those of Node, and returns it. @throws FILE_MISSING */
export function changeFolder(session: Pick<Session, "baseDir" | "changeFolder">, path: string): string {
  const from = session.baseDir;
  const target = path === "-" ? (before.get(session) ?? from) : path.replace(/^~(?=$|\/)/, homedir());
  const folder = session.changeFolder(target);
  try {
    process.chdir(folder);
  } catch (cause) {
    session.changeFolder(from);
    throw new SpatialError("FILE_MISSING", `"${path}" is no folder that can be entered.`, { cause });
  }
  before.set(session, from);
  return folder;
}
