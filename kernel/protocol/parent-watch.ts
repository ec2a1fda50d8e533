const INTERVAL_MS = 500;

/**
 * Ends the process when whoever started the kernel is gone: its front end is too, and nobody would ever shut it down.
 * Jupyter names the parent in JPY_PARENT_PID (on Windows that is a handle, which Node cannot use).
 */
export function watchParent(exit: () => void): void {
  const parent = process.ppid;
  const named = process.platform === "win32" ? undefined : Number(process.env["JPY_PARENT_PID"] || Number.NaN);
  const isGone = () => process.ppid !== parent || (named !== undefined && Number.isInteger(named) && !isAlive(named));
  setInterval(() => {
    if (isGone()) exit();
  }, INTERVAL_MS).unref();
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
