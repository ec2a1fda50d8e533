/** Parts of a query that are as good as a password. */
const SECRET = /^(?:.*(?:password|passwd|token|secret|signature|credential)|pwd|pass|sig|key|.*api_?-?key)$/i;

/** The address as it may stand in a message: without what lets others in. */
export function maskedAddress(url: URL): string {
  const shown = new URL(url);
  if (shown.password !== "") shown.password = "***";
  for (const name of new Set(shown.searchParams.keys())) if (SECRET.test(name)) shown.searchParams.set(name, "***");
  return shown.href;
}
