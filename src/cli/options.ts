import { parseArgs, type ParseArgsConfig } from "node:util";
import { SpatialError } from "../errors.ts";
import { didYouMean } from "../layers/near-names.ts";

type Parsed<T extends ParseArgsConfig> = ReturnType<typeof parseArgs<T>>;

/**
 * node:util's parseArgs with our errors: an unknown option is answered with the nearest one.
 *
 * @throws SpatialError UNKNOWN_OPTION, BAD_ARGUMENT
 */
export function parseOptions<T extends ParseArgsConfig>(config: T): Parsed<T> {
  try {
    return parseArgs(config);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    const unknown = /^Unknown option '(--?[^']+)'/.exec(error.message)?.[1];
    if (unknown === undefined) throw new SpatialError("BAD_ARGUMENT", error.message, { cause: error });
    const known = Object.keys(config.options ?? {}).map((name) => `--${name}`);
    const message = `Unknown option "${unknown}".${didYouMean(unknown, known)} Options: ${known.join(", ")}.`;
    throw new SpatialError("UNKNOWN_OPTION", message, { cause: error });
  }
}

/** The positional arguments, of which there must be `least` to `most`; `usage` is shown otherwise. */
export function positionalsWithin(
  positionals: readonly string[],
  [least, most]: readonly [number, number],
  usage: string,
) {
  if (positionals.length >= least && positionals.length <= most) return positionals;
  const given = positionals.length === 0 ? "nothing" : positionals.map((word) => `"${word}"`).join(" ");
  throw new SpatialError("BAD_ARGUMENT", `Given was ${given}; expected: ${usage}`);
}
