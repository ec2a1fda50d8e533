import { type AlgorithmSchema, INVALID_POLICIES, type InvalidPolicy } from "../algorithms/algorithm.ts";
import { needsValidity } from "../algorithms/registry.ts";
import { SpatialError } from "../errors.ts";
import { didYouMean } from "../layers/near-names.ts";

/** What the session's tasks do where a call says nothing else. */
export interface SettingValues {
  readonly invalid: InvalidPolicy;
  readonly cache: "off" | "on";
}

interface Setting<V> {
  readonly doc: string;
  readonly values: readonly V[];
  readonly default: V;
}

/** All there are. Validation, `%config`, its completion and its list are made from it. */
export const SETTINGS: { readonly [K in keyof SettingValues]: Setting<SettingValues[K]> } = {
  invalid: {
    doc: "Invalid input geometries: repair them, leave them out, or fail naming the first.",
    values: INVALID_POLICIES,
    default: "fix",
  },
  cache: {
    doc: "Results of tasks are kept on disk, and taken from there where all they depend on is the same.",
    values: ["off", "on"],
    default: "off",
  },
};

const names = Object.keys(SETTINGS) as (keyof SettingValues)[];

/** The settings of one session. */
export class Settings {
  #values: SettingValues;

  constructor({ invalid = SETTINGS.invalid.default, cache = SETTINGS.cache.default }: Partial<SettingValues> = {}) {
    this.#values = { invalid, cache };
  }

  get values(): SettingValues {
    return this.#values;
  }

  /**
   * Sets those that are given, or none if one of them is wrong. Tasks that were submitted before keep theirs.
   * @throws SpatialError UNKNOWN_OPTION, BAD_ARGUMENT
   */
  set(given: Readonly<Record<string, unknown>>): SettingValues {
    const checked = Object.entries(given)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => {
        const setting = settingNamed(name);
        return [setting, checkSetting(setting, value)] as const;
      });
    this.#values = { ...this.#values, ...Object.fromEntries(checked) };
    return this.#values;
  }
}

/** @throws SpatialError BAD_ARGUMENT naming what is allowed @param what it is called in the message */
export function checkSetting<K extends keyof SettingValues>(name: K, value: unknown, what?: string): SettingValues[K] {
  const { values } = SETTINGS[name];
  const found = values.find((allowed) => allowed === value);
  if (found !== undefined) return found;
  const text = typeof value === "string" ? `"${value}"` : (JSON.stringify(value) ?? typeof value);
  throw new SpatialError(
    "BAD_ARGUMENT",
    `The ${what ?? `setting ${name}`} is ${text}; expected ${values.join(", ")}.${didYouMean(String(value), values)}`,
  );
}

/**
 * What an algorithm does with invalid geometries.
 * @param invalid as the call says it
 * @throws SpatialError UNKNOWN_OPTION where it takes any geometry, BAD_ARGUMENT
 */
export function policyFor(algorithm: AlgorithmSchema, invalid: unknown, settings: Settings): InvalidPolicy {
  if (invalid === undefined) return settings.values.invalid;
  if (needsValidity(algorithm)) return checkSetting("invalid", invalid, "value of invalid");
  throw new SpatialError(
    "UNKNOWN_OPTION",
    `${algorithm.name} takes geometries as they are, valid or not; it has no option "invalid".`,
  );
}

function settingNamed(name: string): keyof SettingValues {
  const found = names.find((known) => known === name);
  if (found !== undefined) return found;
  throw new SpatialError(
    "UNKNOWN_OPTION",
    `There is no setting "${name}"; there is ${names.join(", ")}.${didYouMean(name, names)}`,
  );
}
