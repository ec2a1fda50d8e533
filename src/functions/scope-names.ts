/** Names every task function finds in scope besides its inputs. */
export const TASK_NAMES = ["geometry", "ctx", "Layer", "require"] as const;

/** What compilers leave in a function's text: esbuild's keepNames, and import() of a cell. */
export const COMPILER_NAMES = ["__name", "__import"] as const;

const STARTS_TASKS = "Start further tasks from the notebook, e.g. when this one has finished";

/** The notebook's own objects. They live on the main loop; a task function that names one is refused. */
export const NOTEBOOK_NAMES: Readonly<Record<string, string>> = {
  layers: "Give the layer as an input and use it under its name",
  map: "A result appears on the map when the task is complete",
  geo: "Use geometry.buffer(…), geometry.union(…) and so on inside a task",
  tasks: STARTS_TASKS,
  Task: STARTS_TASKS,
  ProxyTask: STARTS_TASKS,
  display: "Return what is to be shown, or send it with ctx.emit or ctx.log",
  clearOutput: "A task has no output of its own",
  input: "Ask before the task starts, and pass the answer as an input",
};

/** Globals of a worker thread on Node 20, without those above. */
export const WORKER_GLOBALS: ReadonlySet<string> = new Set(
  `AbortController AbortSignal AggregateError Array ArrayBuffer Atomics BigInt BigInt64Array BigUint64Array Blob Boolean
  BroadcastChannel Buffer ByteLengthQueuingStrategy CompressionStream CountQueuingStrategy Crypto CryptoKey CustomEvent
  DOMException DataView Date DecompressionStream Error EvalError Event EventTarget File FinalizationRegistry Float32Array
  Float64Array FormData Function Headers Infinity Int16Array Int32Array Int8Array Intl Iterator JSON Map Math MessageChannel
  MessageEvent MessagePort NaN Number Object Performance PerformanceEntry PerformanceMark PerformanceMeasure
  PerformanceObserver PerformanceObserverEntryList PerformanceResourceTiming Promise Proxy RangeError
  ReadableByteStreamController ReadableStream ReadableStreamBYOBReader ReadableStreamBYOBRequest
  ReadableStreamDefaultController ReadableStreamDefaultReader ReferenceError Reflect RegExp Request Response Set
  SharedArrayBuffer String SubtleCrypto Symbol SyntaxError TextDecoder TextDecoderStream TextEncoder TextEncoderStream
  TransformStream TransformStreamDefaultController TypeError URIError URL URLSearchParams Uint16Array Uint32Array
  Uint8Array Uint8ClampedArray WeakMap WeakRef WeakSet WebAssembly WritableStream WritableStreamDefaultController
  WritableStreamDefaultWriter atob btoa clearImmediate clearInterval clearTimeout console crypto decodeURI
  decodeURIComponent encodeURI encodeURIComponent escape eval fetch global globalThis isFinite isNaN parseFloat parseInt
  performance process queueMicrotask setImmediate setInterval setTimeout structuredClone undefined unescape`.split(
    /\s+/,
  ),
);
