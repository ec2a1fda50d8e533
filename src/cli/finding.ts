/** One thing that the doctor looked at. */
export interface Finding {
  readonly what: string;
  /** A fault makes the exit code 1; a hint is worth knowing and no fault. */
  readonly state: "ok" | "fault" | "hint";
  /** Of a fault or hint: the command that mends it, or what to do. */
  readonly mend?: string;
}

/** A version as numbers; what is missing counts as 0. */
export type Version = readonly [major: number, minor: number];

export function isAtLeast(version: string, [major, minor]: Version): boolean {
  const [have = 0, haveMinor = 0] = version.replace(/^v/, "").split(".").map(Number);
  return have > major || (have === major && haveMinor >= minor);
}

/** A path as it is typed in a shell. */
export function quoted(path: string): string {
  return /^[\w./:\\~-]+$/.test(path) ? path : `"${path}"`;
}
