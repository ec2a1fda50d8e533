/** Of these a cell's author has been told already, as an error that nobody had caught yet. */
const TOLD = new Set(["PromiseRejectionHandledWarning"]);

/** Prints warnings as Node does, but for the process id, which would differ in every run's file. */
export function printWarnings(): void {
  process.removeAllListeners("warning"); // Node's own
  process.on("warning", (warning: Error & { readonly code?: unknown; readonly detail?: unknown }) => {
    const { name, message, code, detail } = warning;
    if (TOLD.has(name) || (name === "DeprecationWarning" && process.noDeprecation === true)) return;
    const lines = [`${typeof code === "string" ? `[${code}] ` : ""}${name}: ${message}`];
    if (typeof detail === "string") lines.push(detail);
    process.stderr.write(`${lines.join("\n")}\n`);
  });
}
