import type { Lane, LaneLoss } from "../../../src/tasks/lane.ts";
import { LaneCells, toThread } from "../../../src/tasks/lane-cells.ts";
import type { LaneMessage, LaneReply, LaneRequest } from "../../../src/tasks/messages.ts";
import { packError } from "../../../src/tasks/wire-error.ts";
import { SpatialError } from "../../../src/errors.ts";
import type { Count } from "../invariants.ts";

const DEATHS = {
  exit: { reason: "lost", exitCode: 3 },
  "run out of memory": { reason: "memory", exitCode: 1, error: new Error("out of memory") },
} as const satisfies Record<string, LaneLoss>;

/** What a unit does, one step at a time. The last one of its acts ends it, or nothing does. */
export type Act =
  | "raise progress"
  | "tell text"
  | "log"
  | "emit"
  | "look for cancel"
  | "enter or leave the engine"
  | "answer"
  | "throw"
  | "throw late"
  | "loop for ever"
  | "wait for a cancel"
  | "wait for ever"
  | keyof typeof DEATHS;

export interface ActsPayload {
  /** Of the unit, unique in the program. */
  readonly key: string;
  readonly acts: readonly Act[];
  /** Lets the lane read its messages between its acts. */
  readonly yields: boolean;
}

type UnitRequest = Extract<LaneMessage, { readonly type: "run" }>;

interface SimRun {
  readonly id: number;
  readonly label: string;
  readonly payload: ActsPayload;
  readonly cells: LaneCells;
  /** Unique also among those that begin the same unit once more. */
  readonly key: string;
  next: number;
  emitted: number;
  isAborted: boolean;
}

export interface SimLaneOptions {
  /** A unit has begun in it, for the nth time. */
  readonly onBegin: (key: string) => number;
}

/** A lane without a thread: whoever holds it decides what of all that could happen in it happens next. */
export class SimLane implements Lane {
  readonly signals = new LaneCells();
  readonly threadId = undefined;
  readonly #options: SimLaneOptions;
  readonly #inbox: LaneMessage[] = [];
  /** Units that were read while another one was under way. */
  readonly #ahead: UnitRequest[] = [];
  readonly #outbox: LaneReply[] = [];
  readonly #runs = new Map<number, SimRun>();
  /** Labels of what ended units left behind that will throw. */
  readonly #leftovers: string[] = [];
  #isTainted = false;
  /** In a loop that nothing but its death ends. */
  #isStuck = false;
  #death: LaneLoss | undefined;
  #isGone = false;
  #onMessage: (reply: LaneReply) => void = () => undefined;
  #onLost: (loss: LaneLoss) => void = () => undefined;
  #tellEnd: () => void = () => undefined;
  readonly #ended = new Promise<void>((resolve) => (this.#tellEnd = resolve));

  constructor(options: SimLaneOptions) {
    this.#options = options;
  }

  // oxlint-disable-next-line class-methods-use-this -- as a lane of threads
  newSignals(): LaneCells {
    return new LaneCells();
  }

  post(message: LaneRequest): void {
    this.#inbox.push(structuredClone(toThread(message)));
  }

  onMessage(listener: (reply: LaneReply) => void): void {
    this.#onMessage = listener;
  }

  onLost(listener: (loss: LaneLoss) => void): void {
    this.#onLost = listener;
  }

  // oxlint-disable-next-line class-methods-use-this -- there is no process to keep alive
  hold(): void {
    return undefined;
  }

  stop(): void {
    this.die({ reason: "lost", exitCode: 1 });
  }

  kill(): Promise<void> {
    this.stop();
    return this.#ended;
  }

  die(loss: LaneLoss): void {
    this.#death ??= loss;
  }

  get isGone(): boolean {
    return this.#isGone;
  }

  /** All that could happen next: several, because a thread and what is heard of it are not in step. */
  moves(): (() => void)[] {
    if (this.#isGone) return [];
    const moves: (() => void)[] = [];
    if (this.#outbox.length > 0) moves.push(() => this.#onMessage(this.#outbox.shift()!));
    else if (this.#death !== undefined) moves.push(() => this.#leave(this.#death!));
    if (this.#death !== undefined || this.#isStuck) return moves;
    const blocking = [...this.#runs.values()].find(({ payload, next }) => !payload.yields && next > 0);
    if (blocking !== undefined) return [...moves, ...this.#stepsOf(blocking)];
    if (this.#inbox.length > 0) moves.push(() => this.#read(this.#inbox.shift()!));
    if (this.#ahead.length > 0 && this.#runs.size === 0 && !this.#isTainted)
      moves.push(() => this.#begin(this.#ahead.shift()!, this.signals));
    if (this.#leftovers.length > 0) moves.push(() => this.#throwLate(this.#leftovers.shift()!));
    return [...moves, ...[...this.#runs.values()].flatMap((run) => this.#stepsOf(run))];
  }

  #leave(loss: LaneLoss): void {
    this.#isGone = true;
    this.#onLost(loss);
    this.#tellEnd();
  }

  #read(request: LaneMessage): void {
    if (request.type === "warmUp") return;
    const { run: id } = request;
    if (request.type === "cancel") {
      const run = this.#runs.get(id);
      if (run !== undefined) run.isAborted = true;
      this.#outbox.push({ type: "heard", run: id });
      return;
    }
    if (request.cells === undefined) this.#ahead.push(request);
    else this.#begin(request, new LaneCells(request.cells));
  }

  #begin(request: UnitRequest, cells: LaneCells): void {
    const { run: id } = request;
    if (!cells.claim(request.place, id)) return;
    const payload = request.payload as ActsPayload;
    const key = `${payload.key}#${this.#options.onBegin(payload.key)}`;
    this.#runs.set(id, { id, label: request.label, payload, cells, key, next: 0, emitted: 0, isAborted: false });
  }

  #throwLate(label: string): void {
    this.#isTainted = true;
    this.#outbox.push({ type: "late", label, error: packError(new Error("too late")) });
  }

  #stepsOf(run: SimRun): (() => void)[] {
    const act = run.payload.acts[run.next];
    if (act === undefined || act === "wait for ever") return [];
    if (act === "wait for a cancel") return run.isAborted ? [() => this.#cancel(run)] : [];
    return [
      () => {
        run.next++;
        this.#do(run, act);
      },
    ];
  }

  #do(run: SimRun, act: Act): void {
    const { id, cells, payload } = run;
    if (isDeath(act)) return this.die(DEATHS[act]);
    switch (act) {
      case "raise progress":
        return cells.raiseFraction(run.next / payload.acts.length);
      case "tell text":
        return void this.#outbox.push({ type: "text", run: id, text: `step ${run.next}` });
      case "log":
        return void this.#outbox.push({ type: "log", run: id, level: "info", text: `step ${run.next}` });
      case "emit":
        cells.waitForReader(() => undefined);
        return void this.#outbox.push({
          type: "emit",
          run: id,
          name: "count",
          value: { key: run.key, count: ++run.emitted } satisfies Count,
        });
      case "look for cancel":
        if (cells.isCanceled(id)) this.#cancel(run);
        return;
      case "enter or leave the engine":
        return cells.toggleEngine();
      case "throw late":
        this.#leftovers.push(run.label);
        return this.#answer(run);
      case "answer":
        return this.#answer(run);
      case "throw":
        return this.#fail(run, new RangeError("broken"));
      case "loop for ever":
        this.#isStuck = true;
        return;
      case "wait for a cancel":
      case "wait for ever":
    }
  }

  #answer(run: SimRun): void {
    this.#runs.delete(run.id);
    const value: Count = { key: run.key, count: run.emitted };
    this.#outbox.push({ type: "done", run: run.id, value, recycle: this.#isTainted });
  }

  #cancel(run: SimRun): void {
    this.#fail(run, new SpatialError("TASK_CANCELED", "It was canceled."));
  }

  #fail(run: SimRun, error: Error): void {
    this.#runs.delete(run.id);
    this.#outbox.push({ type: "failed", run: run.id, error: packError(error), recycle: this.#isTainted });
  }
}

function isDeath(act: Act): act is keyof typeof DEATHS {
  return act in DEATHS;
}
