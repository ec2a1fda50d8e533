import { SpatialError } from "../../errors.ts";
import { maskedPath } from "../sources/masked-address.ts";

/** libpq's own names: host, port, user, password, dbname, sslmode … */
export type ConnectionSettings = Readonly<Record<string, string>>;

const SCHEME = /^(?:postgres|postgresql|postgis):\/\//i;
/** What an address says of the layer rather than of the server. */
const OF_LAYER = new Set(["table", "geometry"]);

/** Whether a path is a database's address. */
export function isDatabaseAddress(path: string): boolean {
  return SCHEME.test(path);
}

/** What an address says; a host alone, with nothing about a database, is the name of a connection. */
export function addressSettings(address: string): { readonly name?: string; readonly settings: ConnectionSettings } {
  const url = parsed(address);
  const settings: Record<string, string> = {};
  const put = (key: string, value: string): void => {
    if (value !== "") settings[key] = decodeURIComponent(value);
  };
  put("user", url.username);
  put("password", url.password);
  put("host", url.hostname.replaceAll(/^\[|\]$/g, ""));
  put("port", url.port);
  put("dbname", url.pathname.replace(/^\//, ""));
  for (const [key, value] of url.searchParams) if (!OF_LAYER.has(key)) settings[key] = value;
  const { host, ...others } = settings;
  const isName = host !== undefined && Object.keys(others).length === 0;
  return isName ? { name: host, settings: {} } : { settings };
}

/** The table and the geometry column that an address names. */
export function layerOfAddress(address: string): { readonly table?: string; readonly geometry?: string } {
  const { searchParams } = parsed(address);
  const [table, geometry] = [searchParams.get("table"), searchParams.get("geometry")];
  return { ...(table !== null && { table }), ...(geometry !== null && { geometry }) };
}

/** Words as libpq takes them: `host=localhost dbname='my data'`. */
export function wordSettings(text: string, variable: string): ConnectionSettings {
  const settings: Record<string, string> = {};
  let rest = text.trim();
  while (rest !== "") {
    const [all, key, quoted, plain] =
      /^([a-z_]+)\s*=\s*(?:'((?:[^'\\]|\\.)*)'|((?:[^\s'\\]|\\.)*))(?:\s+|$)/.exec(rest) ?? [];
    if (all === undefined || key === undefined)
      throw new SpatialError(
        "BAD_ARGUMENT",
        `${variable} is neither an address (postgres://user@host/database) nor words such as host=localhost dbname=gis.`,
      );
    settings[key] = (quoted ?? plain ?? "").replaceAll(/\\(.)/g, "$1");
    rest = rest.slice(all.length);
  }
  return settings;
}

function parsed(address: string): URL {
  // an address of three slashes has no host: the local socket's
  const text = address.replace(SCHEME, "postgres://");
  if (URL.canParse(text)) return new URL(text);
  throw new SpatialError(
    "BAD_ARGUMENT",
    `"${maskedPath(address)}" is no address of a database; expected postgis://user@host:port/database?table=NAME. ` +
      "Letters such as @ / # in a password are written %40 %2F %23.",
  );
}
