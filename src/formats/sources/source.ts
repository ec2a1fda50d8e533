/** A file or an answer from the web, read from its start. */
export interface ByteSource {
  /** As the user gave it, fit for messages: never an absolute path they did not type, no password. */
  readonly name: string;
  /** Lower case, with the dot; empty when there is none. */
  readonly extension: string;
  /** Bytes in all; undefined when a server does not say. */
  readonly size: number | undefined;
  /** Fills `into` from its start; 0 at the end. */
  read(into: Uint8Array): Promise<number>;
  close(): Promise<void>;
}

/** A file, wherever it lies, that is read at any place and as often as need be. */
export interface RandomSource {
  /** As the user gave it, fit for messages. */
  readonly name: string;
  /** Lower case, with the dot; empty when there is none. */
  readonly extension: string;
  readonly size: number;
  /** What a server says it is; empty where it says nothing. */
  readonly mediaType?: string;
  /** Of a file on this computer: where it is, for libraries that open files themselves. */
  readonly file?: string;
  /** Bytes [from, to); fewer where the file ends. */
  readAt(from: number, to: number): Promise<Uint8Array>;
  /** All of it, from the start. Closing it leaves the file open. */
  stream(): ByteSource;
  /** The file of the same name with another ending, such as ".dbf"; undefined when there is none. */
  sibling(ending: string): Promise<RandomSource | undefined>;
  /** Throws LAYER_UNREADABLE if the file is not the same as when it was opened. */
  checkSame(): Promise<void>;
  close(): Promise<void>;
}

export interface SourceAccess {
  /** Folder that relative paths start from. */
  readonly baseDir: string;
  /** Ends a download under way. */
  readonly signal?: AbortSignal;
  /** So many seconds without a byte end a download; 60 if nothing is said. */
  readonly timeout?: number;
}
