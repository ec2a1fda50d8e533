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

/** What `geo.task` takes to do what a `%%task` cell does. */
export interface TaskCode {
  /** In TypeScript. */
  readonly name: string;
  readonly body: string;
  readonly inputs: readonly Member[];
  /** Variables. */
  readonly share: readonly string[];
  readonly options: readonly Member[];
}

/** The body stays as it is, even its indentation: a template literal may go over several lines. */
export function taskCode({ name, body, inputs, share, options }: TaskCode): string {
  const names = objectCode(inputs.map(([input]) => [input, input]));
  const members: readonly Member[] = [
    ...(inputs.length === 0 ? [] : [["input", objectCode(inputs)] as const]),
    ...(share.length === 0 ? [] : [["share", objectCode(share.map((shared) => [shared, shared]))] as const]),
    ...options,
  ];
  const lines = body.replace(/^\s*\n/, "").trimEnd();
  return callCode("task", [name, `async (${names}, ctx) => {\n${lines}\n}`], members);
}
