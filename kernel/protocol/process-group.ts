import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

/** Whether this process and what it starts are a process group of their own, as when Jupyter starts a kernel. */
export function leadsGroup(): boolean {
  return process.platform !== "win32" && processGroup() === process.pid;
}

function processGroup(): number | undefined {
  try {
    if (process.platform === "linux") {
      // "pid (name) state ppid pgrp …"; the name may hold spaces and brackets
      const afterName = readFileSync("/proc/self/stat", "utf8").split(") ").at(-1) ?? "";
      return Number(afterName.split(" ")[2]);
    }
    return Number(execFileSync("ps", ["-o", "pgid=", "-p", String(process.pid)], { encoding: "utf8" }));
  } catch {
    return undefined; // unknown: whatever is done for a group is not done
  }
}
