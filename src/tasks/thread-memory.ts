import { Session } from "node:inspector";
import { getHeapSpaceStatistics, setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { threadId } from "node:worker_threads";

/** Name of the function by which a lane's thread tells its memory; see `answerMeasures`. */
const HOOK = "mapcell.memory";
/** V8's space for single objects of more than 128 KB: what one array, map or text has grown to. */
const LARGE_OBJECTS = "large_object_space";

/** What a thread holds for itself, in bytes, without memory it shares. */
export interface ThreadMemory {
  /** The JavaScript heap. */
  readonly heap: number;
  /** Of the heap: arrays, maps and texts of more than 128 KB. */
  readonly large: number;
  /** Array buffers and wasm memories. */
  readonly buffers: number;
}

/** From when on a lane holds too much, in bytes. */
export interface LaneLimits {
  /** Of JavaScript heap. V8's own limit of it is twice as high: what reaches that one may end the process. */
  readonly heap: number;
  /** Of arrays, maps and texts of more than 128 KB: V8 ends the process over one that can't grow any more. */
  readonly large: number;
}

type Answer = readonly [threadId: number, heap: number, large: number, buffers: number];
type Listener = (id: number, memory: ThreadMemory) => void;

/**
 * Asks threads what they hold. The inspector puts the question in the midst of whatever they run, an endless loop as
 * well; a thread inside one long native call answers when that is over, and is not asked again before. One session
 * serves all questions: to open it takes much longer than to ask. Without effect outside of the process's main thread.
 */
export class ThreadMeter {
  /** Called with each answer. */
  readonly #onAnswer: Listener;
  #session: Session | undefined;
  #question = "";
  /** Threads by the inspector's own numbers for them; undefined until they have said which one they are. */
  readonly #threads = new Map<string, number | undefined>();
  /** Those that have not answered yet. */
  readonly #asked = new Set<string>();

  constructor(onAnswer: Listener) {
    this.#onAnswer = onAnswer;
  }

  /** Answers come when they come. */
  ask(ids: ReadonlySet<number>, limits: LaneLimits): void {
    if (ids.size === 0) return;
    this.#question = questionOf(limits);
    if (this.#session === undefined) return this.#open();
    for (const [number, id] of this.#threads) if (id === undefined || ids.has(id)) this.#ask(number);
  }

  /** Lets go of all threads. The next question opens a session again. */
  close(): void {
    this.#session?.disconnect();
    this.#session = undefined;
    this.#threads.clear();
    this.#asked.clear();
  }

  #open(): void {
    const session = new Session();
    this.#session = session;
    session.connect();
    session.on("NodeWorker.attachedToWorker", ({ params: { sessionId } }) => {
      this.#threads.set(sessionId, undefined);
      this.#ask(sessionId);
    });
    session.on("NodeWorker.detachedFromWorker", ({ params: { sessionId } }) => {
      this.#threads.delete(sessionId);
      this.#asked.delete(sessionId);
    });
    session.on("NodeWorker.receivedMessageFromWorker", ({ params }) => this.#hear(params.sessionId, params.message));
    session.post("NodeWorker.enable", { waitForDebuggerOnStart: false });
  }

  #ask(number: string): void {
    if (this.#asked.has(number)) return;
    this.#asked.add(number);
    this.#session?.post("NodeWorker.sendMessageToWorker", { sessionId: number, message: this.#question });
  }

  #hear(number: string, message: string): void {
    const { id, result } = JSON.parse(message) as { id?: number; result?: { result?: { value?: unknown } } };
    if (id !== 1) return;
    this.#asked.delete(number);
    const value = result?.result?.value;
    // threads that are no lanes have no answer; one that has just begun has none yet
    if (!Array.isArray(value)) return;
    const [thread, heap, large, buffers] = value as unknown as Answer;
    this.#threads.set(number, thread);
    this.#onAnswer(thread, { heap, large, buffers });
  }
}

/** For a lane's thread: lets a `ThreadMeter` ask it, whatever task code does to `process` later. */
export function answerMeasures(): void {
  const memoryUsage = process.memoryUsage.bind(process);
  const measure = (): ThreadMemory => {
    const { heapUsed, arrayBuffers, external } = memoryUsage();
    let large = 0;
    for (const { space_name, space_used_size } of getHeapSpaceStatistics())
      if (space_name === LARGE_OBJECTS) large = space_used_size;
    // `external` has array buffers and wasm memories, `arrayBuffers` the shared ones that were made here, too
    return { heap: heapUsed, large, buffers: Math.max(arrayBuffers, external) };
  };
  let collect: (() => void) | undefined;
  const answer = (heapLimit: number, largeLimit: number): Answer => {
    let memory = measure();
    if (memory.heap > heapLimit || memory.large > largeLimit) {
      collect ??= collector();
      collect();
      memory = measure();
    }
    return [threadId, memory.heap, memory.large, memory.buffers];
  };
  Object.defineProperty(globalThis, Symbol.for(HOOK), { value: answer });
}

/** V8 lets garbage grow to several times what is in use, and only what is in use counts. */
function collector(): () => void {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  setFlagsFromString("--no-expose-gc");
  return collect;
}

function questionOf({ heap, large }: LaneLimits): string {
  const expression = `globalThis[Symbol.for(${JSON.stringify(HOOK)})]?.(${heap},${large})`;
  return JSON.stringify({ id: 1, method: "Runtime.evaluate", params: { expression, returnByValue: true } });
}
