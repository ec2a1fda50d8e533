import { type ErrorCode, SpatialError } from "../errors.ts";
import { withoutEscapes } from "../shown-text.ts";

/** An error as it crosses a thread: the class is lost there, so what matters is spelt out. */
export interface WireError {
  readonly name: string;
  readonly message: string;
  readonly stack: string | undefined;
  readonly code: string | undefined;
  /** True for our own SpatialError, whose code is one of ErrorCode. */
  readonly spatial: boolean;
  readonly cause: WireError | undefined;
}

const STANDARD: Readonly<Record<string, new (message: string) => Error>> = {
  EvalError,
  RangeError,
  ReferenceError,
  SyntaxError,
  TypeError,
  URIError,
};

/** Never throws, whatever was thrown: getters that throw and values that are no errors included. */
export function packError(thrown: unknown, depth = 0): WireError {
  if (!(thrown instanceof Error)) return { ...NOTHING, message: describeThrown(thrown) };
  try {
    // Anyone can assign anything to these.
    const { name, message, stack, cause } = thrown as {
      name: unknown;
      message: unknown;
      stack: unknown;
      cause?: unknown;
    };
    return {
      name: String(name),
      message: String(message),
      stack: typeof stack === "string" ? stack : undefined,
      code: "code" in thrown && typeof thrown.code === "string" ? thrown.code : undefined,
      spatial: thrown instanceof SpatialError,
      cause: cause === undefined || depth >= 4 ? undefined : packError(cause, depth + 1),
    };
  } catch (failure) {
    return { ...NOTHING, message: `An error that can't be read was thrown (${describeThrown(failure)}).` };
  }
}

/**
 * The error with its name, message, stack, code and cause; a standard class such as RangeError is restored. Its texts
 * hold no escape sequences but colours.
 */
export function unpackError(given: WireError): Error {
  const wire = shownTexts(given);
  const error = wire.spatial
    ? new SpatialError(wire.code as ErrorCode, wire.message)
    : new (STANDARD[wire.name] ?? Error)(wire.message);
  const hidden = { configurable: true, writable: true };
  if (error.name !== wire.name) Object.defineProperty(error, "name", { ...hidden, value: wire.name });
  Object.defineProperty(error, "stack", { ...hidden, value: wire.stack ?? `${wire.name}: ${wire.message}` });
  if (wire.code !== undefined && !wire.spatial) Object.assign(error, { code: wire.code });
  if (wire.cause !== undefined) Object.defineProperty(error, "cause", { ...hidden, value: unpackError(wire.cause) });
  return error;
}

function shownTexts({ name, message, stack, ...rest }: WireError): WireError {
  return {
    ...rest,
    name: withoutEscapes(name),
    message: withoutEscapes(message),
    stack: stack === undefined ? undefined : withoutEscapes(stack),
  };
}

const NOTHING = { name: "Error", stack: undefined, code: undefined, spatial: false, cause: undefined } as const;

function describeThrown(thrown: unknown): string {
  if (typeof thrown === "string") return thrown;
  try {
    return `${String(thrown)} was thrown instead of an error`;
  } catch {
    return "a value that can't be shown was thrown instead of an error";
  }
}
