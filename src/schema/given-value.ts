/** What was given, as messages show it. */
export function shownValue(value: unknown): string {
  return typeof value === "object" && value !== null
    ? (JSON.stringify(value) ?? "an object").slice(0, 60)
    : `"${String(value)}"`;
}

/** Items of a list that may be typed as text: QGIS separates by semicolons, a magic by commas. */
export function givenList(given: unknown): readonly unknown[] | undefined {
  const items = typeof given === "string" ? given.split(/[;,]/).map((item) => item.trim()) : given;
  return Array.isArray(items) ? items : undefined;
}

/** What a number was typed as. */
export function givenNumber(given: unknown): number | undefined {
  const number = typeof given === "string" && given.trim() !== "" ? Number(given) : given;
  return typeof number === "number" && Number.isFinite(number) ? number : undefined;
}
