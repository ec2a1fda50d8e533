import type { Position } from "acorn";
import { SpatialError } from "../errors.ts";
import type { FreeName } from "./free-variables.ts";
import { NOTEBOOK_NAMES } from "./scope-names.ts";

/** A name that can't go to a lane. */
export interface Missing {
  readonly name: string;
  readonly at: Position;
  /** In a sentence that begins with the name. */
  readonly problem: string;
}

/** Throws FREE_VARIABLE, naming the first and a few others, if there are any. */
export function refuse(missing: readonly Missing[], placeName: (at: Position) => string): void {
  const [first, ...others] = missing;
  if (first === undefined) return;
  const named = others.slice(0, 3).map(({ name, at }) => `"${name}" (${placeName(at)})`);
  const also = named.length === 0 ? "" : ` So are ${named.join(", ")}.`;
  throw new SpatialError("FREE_VARIABLE", `${placeName(first.at)}: ${first.problem}${also}`);
}

/** Why a name that is a variable around the task can't go. */
export function valueStays(name: string): string {
  return `"${name}" is declared outside of the task, which runs in another thread and can't see it. Pass it as an input, or share a copy: { share: { ${name} } }, or --share ${name} of a %%task.`;
}

/** Why a name can't go of which no more is known, or that the notebook itself has. */
export function nameStays(free: FreeName): string {
  const name = shownName(free);
  const notebook = Object.hasOwn(NOTEBOOK_NAMES, name) ? NOTEBOOK_NAMES[name] : undefined;
  if (notebook !== undefined) return `"${name}" belongs to the notebook and can't be used inside a task. ${notebook}.`;
  if (name !== free.name && free.name !== "exports")
    return `"${name}" is imported outside of the task. Import it inside: const ${name} = await import(…).`;
  return `"${name}" is declared outside of the task, which runs in another thread and can't see it. Pass it as an input, or define or import it inside.`;
}

/** Compiled cells say `exports.total` for a variable and `turf_1` for an import. */
export function shownName({ name, member }: FreeName): string {
  if (name === "exports" && member !== undefined) return member;
  return /^[A-Za-z$][\w$]*_\d+$/.test(name) ? name.replace(/_\d+$/, "") : name;
}
