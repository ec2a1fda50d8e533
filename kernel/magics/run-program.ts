import { type ChildProcess, spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { SpatialError } from "../../src/errors.ts";

interface ProgramRun {
  readonly program: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** Ends it. */
  readonly signal: AbortSignal | undefined;
  readonly write: (name: "stdout" | "stderr", text: string) => void;
}

/** What a program has after it was asked to end, in milliseconds. */
const GRACE_MS = 1000;

/** Runs a program to its end, without input. @throws PROGRAM_FAILED for any exit code but 0, FILE_MISSING */
export async function runProgram({ program, args, cwd, signal, write }: ProgramRun): Promise<void> {
  // not detached: what cells have started ends with the kernel
  const child = spawn(program, args, { cwd, stdio: ["ignore", "pipe", "pipe"] });
  for (const name of ["stdout", "stderr"] as const)
    child[name].setEncoding("utf8").on("data", (text: string) => write(name, text));
  const end = (): void => endAll(child);
  signal?.addEventListener("abort", end, { once: true });
  try {
    const [code, killedBy] = await ended(child, program);
    if (code !== 0) throw new SpatialError("PROGRAM_FAILED", failure(code, killedBy));
  } finally {
    signal?.removeEventListener("abort", end);
  }
}

function failure(code: number | null, killedBy: string | null): string {
  return killedBy === null
    ? `The command ended with exit code ${String(code)}.`
    : `The command was ended by ${killedBy}.`;
}

function ended(child: ChildProcess, program: string): Promise<[code: number | null, killedBy: string | null]> {
  return new Promise((done, fail) => {
    child.once("error", (cause) =>
      fail(new SpatialError("FILE_MISSING", `There is no "${program}" on this machine.`, { cause })),
    );
    child.once("close", (code, killedBy) => done([code, killedBy]));
  });
}

/** Ends a program and all that it has started, the whole of a pipeline for example. */
function endAll(child: ChildProcess): void {
  const { pid } = child;
  if (pid === undefined) return;
  const started = descendants(pid);
  const each = (signal: NodeJS.Signals): void => {
    for (const one of [pid, ...started]) if (isAlive(one)) process.kill(one, signal);
  };
  each("SIGTERM");
  setTimeout(() => each("SIGKILL"), GRACE_MS).unref();
}

/** Numbers of all processes below one, where the system tells. */
function descendants(root: number): number[] {
  const parents = new Map(listProcesses());
  const isBelow = (pid: number | undefined): boolean =>
    pid !== undefined && (pid === root || isBelow(parents.get(pid)));
  return [...parents.keys()].filter((pid) => pid !== root && isBelow(pid));
}

function listProcesses(): [pid: number, parent: number][] {
  if (process.platform !== "linux") return [];
  return readdirSync("/proc").flatMap((name) => {
    const pid = Number(name);
    const parent = Number.isInteger(pid) ? parentOf(pid) : undefined;
    return parent === undefined ? [] : [[pid, parent] satisfies [number, number]];
  });
}

function parentOf(pid: number): number | undefined {
  try {
    // "12 (a name (with anything)) S 3 …"
    return Number(
      readFileSync(`/proc/${pid}/stat`, "utf8")
        .replace(/^.*\) \S /s, "")
        .split(" ", 1)[0],
    );
  } catch {
    return undefined; // it has ended meanwhile
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false; // ended, or another's by now
  }
}
