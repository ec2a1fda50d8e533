import type { Position } from "acorn";
import { SpatialError } from "../errors.ts";
import type { FreeName } from "./free-variables.ts";
import { COMPILER_NAMES, NOTEBOOK_NAMES, TASK_NAMES, WORKER_GLOBALS } from "./scope-names.ts";

/**
 * Throws FREE_VARIABLE if a name is neither an input, nor given to every task, nor a global of a worker. A name that is
 * asked for with `typeof` first may be missing.
 */
export function refuseFreeNames(
  free: readonly FreeName[],
  inputs: readonly string[],
  placeName: (at: Position) => string,
): void {
  const known = new Set<string>([...inputs, ...TASK_NAMES, ...COMPILER_NAMES]);
  const missing = free.filter(({ name, guarded }) => {
    if (known.has(name)) return false;
    return name in NOTEBOOK_NAMES || (!guarded && !WORKER_GLOBALS.has(name));
  });
  const [first] = missing;
  if (first === undefined) return;
  const others = missing.slice(1, 4).map((other) => `"${shownName(other)}" (${placeName(other.at)})`);
  const also = others.length === 0 ? "" : ` So are ${others.join(", ")}.`;
  throw new SpatialError("FREE_VARIABLE", `${placeName(first.at)}: ${complaint(first)}${also}`);
}

function complaint(free: FreeName): string {
  const name = shownName(free);
  const notebook = Object.hasOwn(NOTEBOOK_NAMES, name) ? NOTEBOOK_NAMES[name] : undefined;
  if (notebook !== undefined) return `"${name}" belongs to the notebook and can't be used inside a task. ${notebook}.`;
  if (name !== free.name && free.name !== "exports") {
    return `"${name}" is imported outside of the task. Import it inside: const ${name} = await import(…).`;
  }
  return `"${name}" is declared outside of the task, which runs in another thread and can't see it. Pass it as an input, or define or import it inside.`;
}

/** Compiled cells say `exports.total` for a variable and `turf_1` for an import. */
function shownName({ name, member }: FreeName): string {
  if (name === "exports" && member !== undefined) return member;
  return /^[A-Za-z$][\w$]*_\d+$/.test(name) ? name.replace(/_\d+$/, "") : name;
}
