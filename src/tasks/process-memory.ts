import { totalmem } from "node:os";
import type { MemoryProbe } from "./memory-guard.ts";
import { measureThreads } from "./thread-memory.ts";

/** Of what the machine or the process's cgroup has; the rest is for the system and what else runs there. */
const SHARE = 0.75;

/** The memory of this process. @param budgetBytes by default three quarters of the machine's or the cgroup's */
export function processMemory(budgetBytes = limitBytes() * SHARE): MemoryProbe {
  return {
    budgetBytes,
    held: () => process.memoryUsage.rss(),
    async measure(lanes) {
      const byThread = new Map(lanes.flatMap((lane) => (lane.threadId === undefined ? [] : [[lane.threadId, lane]])));
      const bytes = await measureThreads(new Set(byThread.keys()));
      return new Map([...bytes].map(([thread, held]) => [byThread.get(thread)!, held] as const));
    },
  };
}

/** What the process could have at most, in bytes. */
export function limitBytes(): number {
  const constrained = process.constrainedMemory();
  const total = totalmem();
  // 0 or a huge number where there is no such limit
  return constrained > 0 && constrained < total ? constrained : total;
}
