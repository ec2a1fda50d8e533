/**
 * Memory that threads of this process tell each other by while they work: counters, claims. All else that units bring
 * never changes and can be copied anywhere; a payload with one of these can't leave the process.
 */
export interface ThreadChannel<M extends ArrayBufferView<SharedArrayBuffer>> {
  readonly channel: "in this process";
  readonly memory: M;
}

export function openChannel<M extends ArrayBufferView<SharedArrayBuffer>>(memory: M): ThreadChannel<M> {
  return { channel: "in this process", memory };
}

export function isChannel(value: unknown): value is ThreadChannel<ArrayBufferView<SharedArrayBuffer>> {
  return typeof value === "object" && value !== null && "channel" in value && value.channel === "in this process";
}

/** `P` as it is, or never where there is a channel in it. */
export type WithoutChannel<P> =
  P extends ThreadChannel<ArrayBufferView<SharedArrayBuffer>>
    ? never
    : P extends ArrayBufferView | string | number | boolean | bigint | null | undefined
      ? P
      : P extends object
        ? { readonly [K in keyof P]: WithoutChannel<P[K]> }
        : P;
