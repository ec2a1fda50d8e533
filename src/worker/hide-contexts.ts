import { inspect, type InspectOptionsStylized } from "node:util";

/** Members by which Node finds the asynchronous context of a promise; the kernel's or the lane's state hangs on them. */
const MARK = /^(?:async_id_symbol|trigger_async_id_symbol|kResourceStore|destroyed)$/;

type Show = typeof inspect;

/** Makes promises and timers show themselves, and nothing of the asynchronous context they were made in. */
export function hideContexts(): void {
  setShown(Promise.prototype, showPromise);
  const timer = setTimeout(nothing, 0);
  clearTimeout(timer);
  setShown(Object.getPrototypeOf(timer) as object, showTimeout);
  const immediate = setImmediate(nothing);
  clearImmediate(immediate);
  setShown(Object.getPrototypeOf(immediate) as object, () => "Immediate {}");
}

type Shown<T> = (this: T, depth: number, options: InspectOptionsStylized, show: Show) => string;

function setShown<T>(prototype: object, shown: Shown<T>): void {
  Object.defineProperty(prototype, inspect.custom, { value: shown, configurable: true, writable: true });
}

/** As Node shows it, once the marks are not enumerable and this function out of the way. */
function showPromise(this: Promise<unknown>, depth: number, options: InspectOptionsStylized, show: Show): string {
  if (depth < 0) return options.stylize("[Promise]", "special");
  for (const mark of Object.getOwnPropertySymbols(this).filter(({ description = "" }) => MARK.test(description)))
    Reflect.defineProperty(this, mark, { enumerable: false });
  const isAlone = Reflect.defineProperty(this, inspect.custom, { value: undefined, configurable: true });
  if (!isAlone) return "Promise {}"; // frozen
  try {
    return show(this, { ...options, depth });
  } finally {
    Reflect.deleteProperty(this, inspect.custom);
  }
}

interface TimerState {
  readonly _idleTimeout: number;
  readonly _repeat: number | null;
  readonly _destroyed: boolean;
}

/** What does not change from run to run. */
function showTimeout(this: TimerState, _depth: number, options: InspectOptionsStylized, show: Show): string {
  // oxlint-disable-next-line no-underscore-dangle -- the names are Node's
  const { _idleTimeout, _repeat, _destroyed } = this;
  return `Timeout ${show({ _idleTimeout, _repeat, _destroyed }, options)}`;
}

function nothing(): void {
  // such a timer is stopped at once
}
