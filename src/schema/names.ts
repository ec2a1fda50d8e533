/**
 * What all spellings of a name have in common: `pointOnSurface`, `point-on-surface`, `POINT_ON_SURFACE`,
 * `pointonsurface` and `native:pointonsurface` are one. We write camelCase in TypeScript and kebab-case in magics.
 */
export function plainName(spelling: string): string {
  return spelling
    .slice(spelling.indexOf(":") + 1)
    .replaceAll(/[^\p{L}\p{N}]/gu, "")
    .toLowerCase();
}

export function isSameName(one: string, other: string): boolean {
  return plainName(one) === plainName(other);
}

/** What goes by the name, spelled in whatever way; one that is spelled just so goes first. */
export function findNamed<T>(
  known: readonly T[],
  name: string,
  namesOf: (item: T) => readonly string[],
): T | undefined {
  const wanted = plainName(name);
  if (wanted === "") return undefined;
  return (
    known.find((item) => namesOf(item).includes(name)) ??
    known.find((item) => namesOf(item).some((other) => plainName(other) === wanted))
  );
}

/** `end-cap-style`, as magics spell `endCapStyle`. */
export function kebabName(name: string): string {
  return name.replaceAll(/[A-Z]/g, (capital) => `-${capital.toLowerCase()}`);
}

/** `--end-cap-style` */
export function optionName({ name }: { readonly name: string }): string {
  return `--${kebabName(name)}`;
}

/** `END_CAP_STYLE`, as QGIS spells `endCapStyle`. */
export function qgisName(name: string): string {
  return kebabName(name).replaceAll("-", "_").toUpperCase();
}
