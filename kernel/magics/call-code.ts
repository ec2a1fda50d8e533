export type Member = readonly [name: string, code: string];

/** `geo.NAME(first, { … })` */
export function callCode(name: string, first: readonly string[], members: readonly Member[]): string {
  return `geo.${name}(${[...first, ...(members.length === 0 ? [] : [objectCode(members)])].join(", ")})`;
}

/** `{ a: 1, b }` */
export function objectCode(members: readonly Member[]): string {
  if (members.length === 0) return "{}";
  return `{ ${members.map(([name, code]) => (name === code ? name : `${name}: ${code}`)).join(", ")} }`;
}

/** A function of a call that does what the body of a cell does, which stays as it is, even its indentation. */
export function bodyCode(text: string, inputs: readonly string[]): string {
  const names = objectCode(inputs.map((input) => [input, input]));
  return `async (${names}, ctx) => {\n${bodyText(text)}\n}`;
}

/** Without empty lines around it. */
export function bodyText(text: string): string {
  return text.replace(/^\s*\n/, "").trimEnd();
}
