/** One open comm as the map needs it; the kernel supplies it, so that src never imports kernel. */
export interface Comm {
  readonly id: string;
  send(content: Readonly<Record<string, unknown>>, buffers?: readonly Uint8Array[]): void;
  /** One listener; messages that arrived before it was set are kept. */
  onMessage(listener: (content: Record<string, unknown>, buffers: readonly Uint8Array[]) => void): void;
  onClose(listener: () => void): void;
  close(): void;
}

/** Opens a widget comm towards the front end (`target_name: "jupyter.widget"`, metadata.version "2.1.0"). */
export type OpenComm = (open: {
  readonly targetName: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly buffers?: readonly Uint8Array[];
}) => Comm;
