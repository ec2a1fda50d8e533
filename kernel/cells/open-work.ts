/** Something that code has started and that may call it back. */
export interface OpenWork {
  /** Whether a callback is sure to come: a timer that is set, a request without its answer. */
  isOpen(): boolean;
  /** It has begun a callback. @returns whether that is its only one */
  called(): boolean;
}

/** How Node tells of what it begins, to a hook of node:async_hooks. */
export interface Begun {
  readonly type: string;
  readonly resource: unknown;
  /** Whether a server has accepted it. */
  readonly isAccepted: boolean;
}

/** What answers once: reading a file, looking up a name, connecting, hashing, … */
const REQUEST = /(?:REQ|REQUEST|REQWRAP|REQCALLBACK|REQPROMISE|CONNECTWRAP|SHUTDOWNWRAP|WRITEWRAP|QUERYWRAP|SENDWRAP)$/;

/** A stream that has been silent for so long, in ms, has come to its end, or waits for somebody to begin. */
const SILENT_MS = 1000;

/**
 * What a script would have to wait for before it ends. Servers, watchers, intervals and what is unref'ed live on by
 * intention; a connection counts while it owes an answer: those that are kept for later requests do not.
 */
export function openWork({ type, resource, isAccepted }: Begun): OpenWork | undefined {
  if (typeof resource !== "object" || resource === null || isAccepted) return undefined;
  switch (type) {
    case "Timeout":
    case "Immediate":
      return timer(resource as TimerState);
    case "HTTPCLIENTREQUEST":
      return exchange(resource);
    case "TCPWRAP":
    case "PIPEWRAP":
      return stream(resource);
    case "PROCESSWRAP":
    case "WORKER":
      return whileReferenced(resource);
    case "ZLIB":
      return packing(resource);
    default:
      return REQUEST.test(type) ? { isOpen: () => true, called: () => true } : undefined;
  }
}

interface Handle {
  hasRef?(): boolean;
}

interface TimerState extends Handle {
  readonly _destroyed: boolean;
  readonly _repeat?: number | null;
}

interface StreamHandle extends Handle {
  readonly bytesRead?: number;
  readonly bytesWritten?: number;
}

function timer(state: TimerState): OpenWork | undefined {
  // oxlint-disable-next-line no-underscore-dangle -- the names are Node's
  if (typeof state._repeat === "number") return undefined;
  // oxlint-disable-next-line no-underscore-dangle -- the names are Node's
  return { isOpen: () => !state._destroyed && isReferenced(state), called: () => true };
}

/** From the request to the last of the response. */
function exchange({ req }: { readonly req?: { readonly closed?: boolean } }): OpenWork {
  return { isOpen: () => req?.closed === false, called: () => false };
}

/** What is read comes as callbacks. */
function stream(handle: StreamHandle): OpenWork {
  let writtenBefore = 0;
  let heardAt = performance.now();
  return {
    isOpen: () => {
      if (!isReferenced(handle)) return false;
      const owesAnswer = (handle.bytesWritten ?? 0) > writtenBefore;
      return owesAnswer || performance.now() - heardAt < SILENT_MS;
    },
    called: () => {
      writtenBefore = handle.bytesWritten ?? 0;
      heardAt = performance.now();
      return false;
    },
  };
}

function whileReferenced(handle: Handle): OpenWork {
  return { isOpen: () => isReferenced(handle), called: () => false };
}

/** It holds what it is packing. */
function packing(handle: { readonly buffer?: unknown }): OpenWork {
  return { isOpen: () => handle.buffer !== undefined && handle.buffer !== null, called: () => false };
}

/** Once it is closed, it is not. */
function isReferenced(handle: Handle): boolean {
  return handle.hasRef?.() === true;
}
