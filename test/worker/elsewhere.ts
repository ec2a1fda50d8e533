// Run as a process of its own, which shares no memory with the one that asks it: does pieces of algorithms' tasks.
import { findAlgorithm } from "../../src/algorithms/registry.ts";
import { type Piece, runPiece } from "../../src/algorithms/runners/algorithm-task.ts";
import { silent } from "../../src/feedback.ts";
import { openEngine } from "../../src/geometry/engines/open-engine.ts";
import { packPortable, unpackPortable } from "../../src/tasks/portable.ts";

export interface Asked {
  readonly name: string;
  readonly body: unknown;
  /** What was not sent before. */
  readonly bytes: ReadonlyMap<string, Uint8Array>;
}

const engine = await openEngine("geos");
const known = new Map<string, Uint8Array>();

process.on("message", ({ name, body, bytes }: Asked) => {
  for (const [hash, held] of bytes) known.set(hash, held);
  const piece = unpackPortable(body, (hash) => known.get(hash)!) as Piece;
  process.send!(packPortable(runPiece(findAlgorithm(name), piece, { engine, feedback: silent })));
});
process.send!("ready");
