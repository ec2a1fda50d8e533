import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { SpatialError } from "../../errors.ts";
import { didYouMean } from "../../layers/near-names.ts";
import { maskedPath } from "../sources/masked-address.ts";
import { addressSettings, type ConnectionSettings, isDatabaseAddress, wordSettings } from "./connection-text.ts";

/** How to reach a database. Holds its password: it goes to a lane, and nowhere else. */
export interface Connection {
  /** In messages: its name, or its address without the password. */
  readonly label: string;
  readonly settings: ConnectionSettings;
}

type Environment = Readonly<Record<string, string | undefined>>;

const PREFIX = "MAPCELL_DSN_";
/** What libpq takes from the environment where a connection leaves it out. */
const FROM_ENVIRONMENT: Readonly<Record<string, string>> = {
  host: "PGHOST",
  port: "PGPORT",
  dbname: "PGDATABASE",
  user: "PGUSER",
  password: "PGPASSWORD",
  sslmode: "PGSSLMODE",
  sslrootcert: "PGSSLROOTCERT",
};

/**
 * A connection by its name (MAPCELL_DSN_NAME of the environment, or a section of pg_service.conf) or by its address.
 * Throws BAD_ARGUMENT naming the connections that there are.
 */
export function findConnection(given: string, environment: Environment = process.env): Connection {
  if (isDatabaseAddress(given)) {
    const { name, settings } = addressSettings(given);
    if (name === undefined) return complete(maskedPath(given), settings, environment);
    return findNamed(name, environment);
  }
  return findNamed(given, environment);
}

/** Names of the connections that the environment and pg_service.conf have. */
export function connectionNames(environment: Environment = process.env): readonly string[] {
  const own = Object.keys(environment).filter((key) => key.startsWith(PREFIX) && key.length > PREFIX.length);
  const services = serviceFiles(environment).flatMap((file) => Array.from(sections(file).keys()));
  return [...new Set([...own.map((key) => key.slice(PREFIX.length).toLowerCase()), ...services])];
}

function findNamed(name: string, environment: Environment): Connection {
  const variable = PREFIX + name.toUpperCase().replaceAll(/[^A-Z\d]/g, "_");
  const text = environment[variable];
  if (text !== undefined && text.trim() !== "") return complete(name, textSettings(text, variable), environment);
  for (const file of serviceFiles(environment)) {
    const settings = sections(file).get(name);
    if (settings !== undefined) return complete(name, settings, environment);
  }
  const names = connectionNames(environment);
  const known = names.length === 0 ? "There are none yet." : `There are: ${names.join(", ")}.`;
  throw new SpatialError(
    "BAD_ARGUMENT",
    `There is no connection "${name}".${didYouMean(name, names)} ${known} Set ${variable} in the environment before ` +
      `the kernel starts (postgres://user@host/database, with a password behind the user), or write a section [${name}] into ~/.pg_service.conf.`,
  );
}

/** A variable holds an address or libpq's words. */
function textSettings(text: string, variable: string): ConnectionSettings {
  if (!isDatabaseAddress(text)) return wordSettings(text, variable);
  const { name, settings } = addressSettings(text);
  return name === undefined ? settings : { ...settings, host: name };
}

function complete(label: string, settings: ConnectionSettings, environment: Environment): Connection {
  const all: Record<string, string> = {};
  for (const [key, variable] of Object.entries(FROM_ENVIRONMENT)) {
    const value = environment[variable];
    if (value !== undefined && value !== "") all[key] = value;
  }
  // a password belongs to the server that it was set for
  if (settings["host"] !== undefined && settings["host"] !== all["host"]) delete all["password"];
  return { label, settings: { ...all, ...settings } };
}

function serviceFiles(environment: Environment): readonly string[] {
  const own = environment["PGSERVICEFILE"] ?? join(environment["HOME"] ?? homedir(), ".pg_service.conf");
  const folder = environment["PGSYSCONFDIR"];
  return [own, ...(folder === undefined ? [] : [join(folder, "pg_service.conf")])].filter((file) => existsSync(file));
}

/** `[name]`, and below it lines of `key=value`. */
function sections(file: string): ReadonlyMap<string, ConnectionSettings> {
  const found = new Map<string, Record<string, string>>();
  let current: Record<string, string> | undefined;
  for (const line of readFileSync(file, "utf8").split(/\r?\n/)) {
    const [, name] = /^\s*\[([^\]]+)\]/.exec(line) ?? [];
    const [, key, value = ""] = /^\s*([a-z_]+)\s*=\s*(.*?)\s*$/.exec(line) ?? [];
    if (name !== undefined) found.set(name, (current = {}));
    else if (key !== undefined && current !== undefined) current[key] = value;
  }
  return found;
}
