/**
 * What main loop and lane tell each other without a message, as the main loop sees it. How it gets there is the lane's
 * own business: threads share a few numbers.
 */
export interface LaneSignals {
  /** Before unit `run` is posted. Until the lane claims it, it can be taken back. */
  offer(place: number, run: number): void;
  /** So that the unit never begins. Returns false if it has begun. */
  takeBack(place: number, run: number): boolean;
  isClaimed(place: number, run: number): boolean;
  requestCancel(run: number): void;
  isCanceled(run: number): boolean;
  /** Odd while the lane is inside a geometry engine; every call has a number of its own. */
  readonly engineCall: number;
  /**
   * Before the lane is killed: sees to it that nothing after this engine call is ever done. Returns false if the lane has
   * left it.
   */
  keepInEngine(call: number): boolean;
  /** One of the values that the lane has sent was taken. */
  taken(): void;
  /** Share of its work that the unit begun last has done, 0 to 1. */
  readonly fraction: number;
}
