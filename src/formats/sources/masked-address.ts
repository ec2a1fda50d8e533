/** Parts of a query that are as good as a password. */
const SECRET = /^(?:.*(?:password|passwd|token|secret|signature|credential)|pwd|pass|sig|key|.*api_?-?key)$/i;

const UNENCODED = /^((?:postgres|postgresql|postgis):\/\/[^:/@?#]*):(.*)@/is;

/** The address as it may stand in a message: without what lets others in. */
export function maskedAddress(url: URL): string {
  return withoutSecrets(url, () => "***").href;
}

/**
 * The same of a path as it was given, which need not be an address; what has no secrets stays as it is.
 * @param put what is to stand for a secret of that name, in letters that addresses leave alone
 */
export function maskedPath(path: string, put: (name: string) => string = () => "***"): string {
  // of a database, whose passwords often hold what addresses must encode: all up to the last @
  const whole = path.replace(UNENCODED, (_, start: string, password: string) =>
    /[@/?#]/.test(password) ? `${start}:${encodeURIComponent(password)}@` : `${start}:${password}@`,
  );
  if (!/^[a-z][a-z\d+.-]+:\/\//i.test(whole) || !URL.canParse(whole)) return whole.replace(UNENCODED, "$1:***@");
  let isMasked = false;
  const shown = withoutSecrets(new URL(whole), (name) => {
    isMasked = true;
    return put(name);
  });
  return isMasked ? shown.href : path;
}

function withoutSecrets(url: URL, put: (name: string) => string): URL {
  const shown = new URL(url);
  if (shown.password !== "") shown.password = put("password");
  for (const name of new Set(shown.searchParams.keys())) if (SECRET.test(name)) shown.searchParams.set(name, put(name));
  return shown;
}
