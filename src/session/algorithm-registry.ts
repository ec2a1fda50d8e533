import { findAmong, namesOf, offered } from "../algorithms/registry.ts";
import type { Algorithm } from "../algorithms/shapes.ts";
import { isShort, type ShortForm } from "../algorithms/short-form.ts";
import { OPERATIONS } from "../operations/registry.ts";
import { SpatialError } from "../errors.ts";
import type { Surroundings } from "../functions/known-cells.ts";
import { type OwnAlgorithm, ownAlgorithm } from "./own-algorithm.ts";

export type KnownAlgorithm = Algorithm | ShortForm | OwnAlgorithm;

/** Members of `geo` that are neither algorithms nor other operations. */
export const GEO_MEMBERS = ["run", "submit", "algorithms", "register", "config", "estimateUtm"] as const;

/** The algorithms of a session: those mapcell brings along, and those registered since. Ask it anew each time. */
export class AlgorithmRegistry {
  readonly #own = new Map<string, OwnAlgorithm>();
  readonly #reserved: ReadonlySet<string>;
  readonly #origin: Surroundings;
  readonly #listeners = new Set<(algorithm: OwnAlgorithm) => void>();

  /**
   * @param reserved names, besides members of `geo`, that an algorithm may not take: those of magics
   * @param origin where the functions of registered algorithms come from
   */
  constructor(reserved: Iterable<string>, origin: Surroundings) {
    this.#reserved = new Set<string>([...GEO_MEMBERS, ...OPERATIONS.map(({ name }) => name), ...reserved]);
    this.#origin = origin;
  }

  list(): readonly KnownAlgorithm[] {
    return [...offered, ...this.#own.values()];
  }

  registered(): readonly OwnAlgorithm[] {
    return [...this.#own.values()];
  }

  /** By name, or by id with or without its provider. @throws UNKNOWN_ALGORITHM, naming near ones */
  find(nameOrId: string): KnownAlgorithm {
    return findAmong(this.list(), nameOrId);
  }

  /**
   * Adds a user's algorithm, or replaces the one registered under its name before; tasks already submitted keep theirs.
   * @throws BAD_ARGUMENT for a mistake in the schema or a name that is taken; what the checks of task functions throw
   */
  register(given: unknown): OwnAlgorithm {
    const own = ownAlgorithm(given, this.#origin);
    this.#refuseTaken(own);
    this.#own.set(own.name, own);
    for (const listener of this.#listeners) listener(own);
    return own;
  }

  /** Told of each registration, within the call. */
  onRegistered(listener: (algorithm: OwnAlgorithm) => void): void {
    this.#listeners.add(listener);
  }

  #refuseTaken({ name, id }: OwnAlgorithm): void {
    const taken = offered.find((algorithm) => namesOf(algorithm).some((other) => other === name || other === id));
    const what =
      taken !== undefined
        ? `an algorithm of mapcell (${isShort(taken) ? taken.shortFor.join(", ") : taken.id})`
        : this.#reserved.has(name)
          ? "already the name of something else (a magic or a member of geo)"
          : undefined;
    if (what === undefined) return;
    throw new SpatialError(
      "BAD_ARGUMENT",
      `"${name}" is ${what}. Register yours under another name, e.g. "my_${name}".`,
    );
  }
}
