import type { DataHash } from "../layers/data-hash.ts";
import type { Digest } from "../layers/layer-digest.ts";
import type { Session } from "./session.ts";

/** Lets a lane compute a hash, so that the main loop goes on; afterwards it is known. */
export async function knowHash(session: Pick<Session, "runInternal">, hash: DataHash): Promise<void> {
  const { pending: data } = hash;
  if (data === undefined) return;
  const answer = (await session.runInternal({ kind: "digest", payload: { data } })) as Digest;
  hash.know(answer.hash, answer.sketch);
}
