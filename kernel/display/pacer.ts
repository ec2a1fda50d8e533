import type { Clock } from "../../src/tasks/clock.ts";

export interface PacerLimits {
  /** Messages in any second, all displays together. */
  readonly perSecond: number;
  /** At most so many at once after a pause; the others of that second follow evenly. */
  readonly burst: number;
}

interface Display {
  readonly gapMs: number;
  lastSentMs: number;
  pending: (() => void) | undefined;
}

/**
 * Spaces the updates of all displays so that no front end is flooded. Of one display only the latest request counts, and
 * it always goes out in the end; a display that waits longer goes first.
 */
export class Pacer {
  readonly #clock: Pick<Clock, "now" | "after">;
  readonly #limits: PacerLimits;
  readonly #displays = new Map<string, Display>();
  /** Keys with something to send, longest waiting first. */
  readonly #waiting = new Set<string>();
  #tokens: number;
  #countedAtMs: number;
  #stopTimer: (() => void) | undefined;

  constructor(clock: Pick<Clock, "now" | "after">, limits: PacerLimits = { perSecond: 100, burst: 20 }) {
    this.#clock = clock;
    this.#limits = limits;
    this.#tokens = limits.burst;
    this.#countedAtMs = clock.now();
  }

  /** Sends at once, whatever the limits; the updates that follow wait the longer. @param gapMs between updates of this display */
  first(key: string, gapMs: number, send: () => void): void {
    this.#displays.set(key, { gapMs, lastSentMs: this.#clock.now(), pending: undefined });
    this.#refill();
    this.#tokens--;
    send();
  }

  /** A display that had said its last may change again. */
  reopen(key: string, gapMs: number): void {
    if (!this.#displays.has(key)) this.#displays.set(key, { gapMs, lastSentMs: this.#clock.now(), pending: undefined });
  }

  /** Sends as soon as the limits allow, unless a newer request for the display comes before. */
  update(key: string, send: () => void): void {
    const display = this.#displays.get(key);
    if (display === undefined) return;
    display.pending = send;
    this.#waiting.add(key);
    this.#run();
  }

  /** The display will change no more: what it still has to say is sent when its turn comes, then it is forgotten. */
  last(key: string, send: () => void): void {
    this.update(key, () => {
      this.#displays.delete(key);
      send();
    });
  }

  /** Sends what is waiting now, because what comes after it must not overtake it. */
  flush(keys: Iterable<string> = [...this.#waiting]): void {
    for (const key of keys) {
      this.#refill();
      this.#send(key);
    }
  }

  close(): void {
    this.flush();
    this.#stopTimer?.();
    this.#stopTimer = undefined;
  }

  #run(): void {
    this.#refill();
    const now = this.#clock.now();
    for (const key of this.#waiting) {
      if (this.#tokens < 1) break;
      const display = this.#displays.get(key);
      if (display !== undefined && now - display.lastSentMs >= display.gapMs) this.#send(key);
    }
    this.#wakeUp(now);
  }

  #send(key: string): void {
    const display = this.#displays.get(key);
    const send = display?.pending;
    this.#waiting.delete(key);
    if (display === undefined || send === undefined) return;
    display.pending = undefined;
    display.lastSentMs = this.#clock.now();
    this.#tokens--;
    send();
  }

  #wakeUp(now: number): void {
    this.#stopTimer?.();
    this.#stopTimer = undefined;
    if (this.#waiting.size === 0) return;
    const due = [...this.#waiting].map((key) => {
      const display = this.#displays.get(key);
      return display === undefined ? 0 : display.lastSentMs + display.gapMs - now;
    });
    const rate = this.#limits.perSecond - this.#limits.burst;
    const forToken = Math.max(0, ((1 - this.#tokens) * 1000) / rate);
    this.#stopTimer = this.#clock.after(Math.max(1, Math.ceil(Math.max(forToken, Math.min(...due)))), () =>
      this.#run(),
    );
  }

  /** Burst and refill together never exceed the limit in any second. */
  #refill(): void {
    const now = this.#clock.now();
    const { perSecond, burst } = this.#limits;
    this.#tokens = Math.min(burst, this.#tokens + ((now - this.#countedAtMs) * (perSecond - burst)) / 1000);
    this.#countedAtMs = now;
  }
}
