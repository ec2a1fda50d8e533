import { Session } from "node:inspector";
import { threadId } from "node:worker_threads";

/** Name of the function by which a lane's thread tells its memory; see `answerMeasures`. */
const HOOK = "mapcell.memory";
/** A thread inside one long native call answers when that is over; it is not waited for longer than this. */
const ANSWER_MS = 400;

type Answer = readonly [threadId: number, bytes: number];

/**
 * What threads hold for themselves, in bytes by thread id: JavaScript heap, array buffers and wasm memories, without
 * memory they share. The inspector asks them in the midst of whatever they run; threads that do not answer are left out.
 * Without effect outside of the process's main thread.
 */
export async function measureThreads(ids: ReadonlySet<number>): Promise<ReadonlyMap<number, number>> {
  const found = new Map<number, number>();
  if (ids.size === 0) return found;
  const session = new Session();
  session.connect();
  try {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ANSWER_MS).unref();
      // the inspector has numbers of its own for threads, so each says which one it is
      session.on("NodeWorker.attachedToWorker", ({ params: { sessionId } }) => {
        session.post("NodeWorker.sendMessageToWorker", { sessionId, message: QUESTION });
      });
      session.on("NodeWorker.receivedMessageFromWorker", ({ params }) => {
        const [id, bytes] = answerIn(params.message) ?? [-1, 0];
        if (ids.has(id)) found.set(id, bytes);
        if (found.size < ids.size) return;
        clearTimeout(timer);
        resolve();
      });
      session.post("NodeWorker.enable", { waitForDebuggerOnStart: false }, (error) => {
        if (error === null) return;
        clearTimeout(timer);
        resolve();
      });
    });
    session.post("NodeWorker.disable");
  } finally {
    session.disconnect();
  }
  return found;
}

/** For a lane's thread: lets `measureThreads` ask it, whatever task code does to `process` later. */
export function answerMeasures(): void {
  const memoryUsage = process.memoryUsage.bind(process);
  const answer = (): Answer => {
    const { heapUsed, arrayBuffers, external } = memoryUsage();
    // `external` has array buffers and wasm memories, `arrayBuffers` the shared ones that were made here, too
    return [threadId, heapUsed + Math.max(arrayBuffers, external)];
  };
  Object.defineProperty(globalThis, Symbol.for(HOOK), { value: answer });
}

const QUESTION = JSON.stringify({
  id: 1,
  method: "Runtime.evaluate",
  params: { expression: `globalThis[Symbol.for(${JSON.stringify(HOOK)})]?.()`, returnByValue: true },
});

function answerIn(message: string): Answer | undefined {
  const { id, result } = JSON.parse(message) as { id?: number; result?: { result?: { value?: unknown } } };
  const value = result?.result?.value;
  return id === 1 && Array.isArray(value) ? (value as unknown as Answer) : undefined;
}
