const NAMED = /^(?:name|title|label)(?:_?en)?$/i;
const LONGEST = 60;

/** What a feature is called: the value of a field that is named so, or its first text; its number where it has none. */
export function featureTitle(values: readonly (readonly [string, unknown])[], feature: number): string {
  const texts = values.filter(([, value]) => typeof value === "string" && value.trim() !== "");
  const [, found] = texts.find(([field]) => NAMED.test(field)) ?? texts[0] ?? [];
  const text = typeof found === "string" ? found : `#${feature}`;
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}
