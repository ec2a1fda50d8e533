import { SpatialError } from "../../errors.ts";

/** What a server says of a query that it refuses, as the driver gives it. */
interface ServerError extends Error {
  /** SQLSTATE, or the system's own code where the server was not reached. */
  readonly code?: string;
  readonly position?: string;
  readonly hint?: string;
  readonly detail?: string;
}

/** The server was asked to stop. */
const CANCELED = "57014";
/** More of a line would not fit below a cell. */
const LONGEST_LINE = 100;

export interface Asked {
  /** The connection's name. */
  readonly label: string;
  readonly sql: string;
  /** What must not be shown. */
  readonly secrets: readonly string[];
  /** Where in it a place of what was sent is; absent where the query is none of the user's. */
  readonly original?: (offset: number) => number;
}

export function isCanceled(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === CANCELED;
}

/** An error of driver or server as one of ours, with the place in the query, and without passwords. */
export function serverError(cause: unknown, asked: Asked): unknown {
  if (cause instanceof SpatialError || !(cause instanceof Error)) return cause;
  const { code = "", hint, detail, message } = cause as ServerError;
  const more = [detail, hint]
    .filter((text) => text !== undefined && text !== "")
    .map((text) => ` ${text}.`.replace("..", "."));
  const said = masked(`${message}.${more.join("")}`.replace("..", "."), asked.secrets);
  if (!/^[\dA-Z]{5}$/.test(code) || code.startsWith("E"))
    return new SpatialError(
      "LAYER_UNREADABLE",
      `Cannot reach the database "${asked.label}": ${said} ${advice(code)}`.trim(),
    );
  if (code.startsWith("57P"))
    return new SpatialError("LAYER_UNREADABLE", `The database "${asked.label}" has gone: ${said}`);
  if (code.startsWith("28"))
    return new SpatialError("LAYER_UNREADABLE", `The database "${asked.label}" refuses the connection: ${said}`);
  return new SpatialError("BAD_ARGUMENT", `The database "${asked.label}" says: ${said}${placeOf(cause, asked)}`);
}

/** The text without the passwords. */
export function masked(text: string, secrets: readonly string[]): string {
  return secrets.reduce((shown, secret) => (secret === "" ? shown : shown.replaceAll(secret, "***")), text);
}

function advice(code: string): string {
  if (code === "ECONNREFUSED") return "No server listens there; check host and port.";
  if (code === "ENOTFOUND" || code === "EAI_AGAIN") return "There is no such host.";
  return "";
}

function placeOf({ position }: ServerError, { sql, secrets, original }: Asked): string {
  const at = Number(position ?? 0);
  return at > 0 && original !== undefined ? masked(`\n${placeIn(sql, original(at - 1))}`, secrets) : "";
}

/** The line of a query with a caret below the place. @param offset in characters, as servers count: code points */
export function placeIn(sql: string, offset: number): string {
  const before = Array.from(sql).slice(0, offset).join("");
  const start = before.lastIndexOf("\n") + 1;
  const line = before.split("\n").length;
  const end = sql.indexOf("\n", start);
  const text = sql
    .slice(start, end < 0 ? undefined : end)
    .replaceAll("\t", " ")
    .trimEnd();
  const column = Array.from(before.slice(start)).length;
  const from = Math.max(0, column - LONGEST_LINE / 2);
  const shown = Array.from(text)
    .slice(from, from + LONGEST_LINE)
    .join("");
  const head = `line ${line}: `;
  return `${head}${shown}\n${" ".repeat(head.length + column - from)}^`;
}
