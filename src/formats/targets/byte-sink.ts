/** Where a writer puts its bytes, in order. */
export interface ByteSink {
  /** May throw TASK_CANCELED. The chunk is not kept. */
  write(chunk: Uint8Array): Promise<void>;
  /** Over bytes that were written before. */
  rewrite(at: number, chunk: Uint8Array): Promise<void>;
}
