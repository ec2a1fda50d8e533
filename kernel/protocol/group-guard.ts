import { spawn } from "node:child_process";
import { leadsGroup } from "./process-group.ts";

/**
 * Reads until the kernel says that it is ending or, when it is gone without a word, its end of the pipe closes. A kernel
 * that is ending has a second: Node waits for threads that wait for a child process. Then the group is asked to end, and
 * made to a second later. The signals go to the group alone, which has no other members than what the kernel started.
 */
const SCRIPT = `read -r said
tries=0
while [ -n "$said" ] && [ $tries -lt 10 ] && kill -0 "$1"; do sleep 0.1; tries=$((tries + 1)); done
kill -TERM "-$1" && sleep 1 && kill -KILL "-$1"`;

export interface GroupGuard {
  /** Call it just before the process ends by itself. */
  ending(): void;
}

/**
 * Starts a shell that outlives the kernel by a moment and ends the processes that cells have started, however the kernel
 * ended. Those that cells detached are in groups of their own and go on. Does nothing where the kernel shares its
 * group with whoever started it, and on Windows.
 */
export function guardGroup(): GroupGuard {
  if (!leadsGroup()) return { ending: () => undefined };
  const guard = spawn("/bin/sh", ["-c", SCRIPT, "mapcell-guard", String(process.pid)], {
    cwd: "/",
    env: { PATH: process.env["PATH"] },
    stdio: ["pipe", "ignore", "ignore"],
    detached: true, // out of the group that it ends
  });
  guard.on("error", () => undefined); // no shell, no guard
  guard.stdin.on("error", () => undefined);
  guard.unref();
  return { ending: () => void guard.stdin.write("ending\n") };
}
