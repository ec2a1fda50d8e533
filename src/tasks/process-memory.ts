import { totalmem } from "node:os";
import type { Lane } from "./lane.ts";
import type { MemoryProbe } from "./memory-guard.ts";
import { type ThreadMemory, ThreadMeter } from "./thread-memory.ts";

/** Of what the machine or the process's cgroup has; the rest is for the system and what else runs there. */
const SHARE = 0.75;
/**
 * What one lane may hold in large arrays, maps and texts, at most: V8 ends the process when an array of 900 MB is to
 * grow, and the step before is at 600 MB.
 */
const MAX_LARGE_BYTES = 550 * 2 ** 20;
/** An array that grows is there twice, the new one half as large again; and before anybody has noticed it grows again. */
const LARGE_SHARE = 1 / 6;
/** Of all lanes together. */
const ALL_LARGE_SHARE = 1 / 5;

/** The memory of this process. @param budgetBytes by default three quarters of the machine's or the cgroup's */
export function processMemory(budgetBytes = limitBytes() * SHARE): MemoryProbe {
  let byThread = new Map<number, Lane>();
  let onAnswer: ((lane: Lane, memory: ThreadMemory) => void) | undefined;
  const meter = new ThreadMeter((id, memory) => {
    const lane = byThread.get(id);
    if (lane !== undefined) onAnswer?.(lane, memory);
  });
  return {
    budgetBytes,
    largeBytes: Math.min(MAX_LARGE_BYTES, budgetBytes * LARGE_SHARE),
    allLargeBytes: budgetBytes * ALL_LARGE_SHARE,
    held: () => process.memoryUsage.rss(),
    measure(lanes, limits, listener) {
      byThread = new Map(lanes.flatMap((lane) => (lane.threadId === undefined ? [] : [[lane.threadId, lane]])));
      onAnswer = listener;
      meter.ask(new Set(byThread.keys()), limits);
    },
    rest: () => meter.close(),
  };
}

/** Of one lane's JavaScript: half of the memory there is, shared by the lanes, 192 MB to 4 GB each. */
export function laneHeapMb(lanes: number): number {
  return Math.round(Math.max(192, Math.min(4096, limitBytes() / 2 ** 21 / lanes)));
}

/** What the process could have at most, in bytes. */
export function limitBytes(): number {
  const constrained = process.constrainedMemory();
  const total = totalmem();
  // 0 or a huge number where there is no such limit
  return constrained > 0 && constrained < total ? constrained : total;
}
