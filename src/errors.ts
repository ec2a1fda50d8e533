/**
 * What went wrong, as a stable code: callers match on it, never on the message.
 * Grouped by the room that raises it.
 */
export const ERROR_CODES = [
  // what the user typed
  "BAD_ARGUMENT",
  "BAD_EXPRESSION",
  "BAD_UNIT",
  "UNKNOWN_ALGORITHM",
  "UNKNOWN_LAYER",
  "UNKNOWN_MAGIC",
  "UNKNOWN_NAME",
  "UNKNOWN_OPTION",
  "UNKNOWN_CRS",
  "UNKNOWN_TASK",
  "MAGIC_SYNTAX",
  // layers and files
  "LAYER_CHANGED",
  "LAYER_UNREADABLE",
  "LAYER_UNWRITABLE",
  "FILE_MISSING",
  "FORMAT_UNKNOWN",
  "CRS_MISMATCH",
  // geometry
  "INVALID_GEOMETRY",
  "TOPOLOGY",
  "ENGINE_TRAPPED",
  "ENGINE_UNSUPPORTED",
  // tasks
  "TASK_CANCELED",
  "TASK_FAILED",
  "TASK_HELD",
  "TASK_CYCLE",
  "TASK_TIMEOUT",
  "WORKER_LOST",
  "WORKER_MEMORY",
  "UNCLONABLE",
  "ENGINE_CLOSED",
  // user functions
  "FREE_VARIABLE",
  "FUNCTION_SYNTAX",
  "FUNCTION_UNSUPPORTED",
  // kernel
  "INTERRUPTED",
  "STDIN_NOT_ALLOWED",
  "PROGRAM_FAILED",
  "WIRE",
  // command line and notebooks
  "SETUP",
  "UNKNOWN_COMMAND",
  "NOTEBOOK_INVALID",
  "NOTEBOOK_UNWRITABLE",
  "MANIFEST_MISSING",
  "MANIFEST_INVALID",
  "KERNEL_LOST",
  "SERVER_UNREACHABLE",
  "CELL_FAILED",
] as const;

export type ErrorCode = (typeof ERROR_CODES)[number];

/** Of an address that was given and is told back. */
const PASSWORD = /([a-z][a-z\d+.-]*:\/\/[^\s:/@?#"']*):[^\s"']*@/gi;

/**
 * A mistake or condition the user can act on. The message says what was given, what is allowed and what to do next.
 * Anything that is not a SpatialError is a bug of ours or the user's own exception and is not wrapped.
 */
export class SpatialError extends Error {
  override readonly name = "SpatialError";
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: { cause?: unknown }) {
    super(message.replace(PASSWORD, "$1:***@"), options);
    this.code = code;
  }
}
