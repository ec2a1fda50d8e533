import type { MagicValues } from "./magic-host.ts";

/** What the magics that make no task do, by name. */
export interface Commands {
  readonly now: Readonly<Record<string, (values: MagicValues) => void>>;
  readonly waiting: Readonly<Record<string, (values: MagicValues, body: string) => Promise<void>>>;
}
