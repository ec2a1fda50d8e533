/** Statements of TypeScript that a cell can't have, by the compiler's number of the complaint: what to write instead. */
const ADVICE: ReadonlyMap<number, (code: string) => string | undefined> = new Map([
  [1202, adviseImport],
  [2664, adviseModule],
]);

/** @param code of what is complained about */
export function adviceFor(number: number, code: string): string | undefined {
  return ADVICE.get(number)?.(code);
}

function adviseImport(code: string): string | undefined {
  const [, name, specifier] = /^import\s+(?:type\s+)?(\S+)\s*=\s*require\s*\(\s*(["'][^"']*["'])/.exec(code) ?? [];
  if (name === undefined || specifier === undefined) return undefined;
  return `A cell imports as ES modules do: write import ${name} from ${specifier}, or import * as ${name} from ${specifier}.`;
}

function adviseModule(code: string): string {
  const file = `./${code.replaceAll(/["']/g, "").replaceAll("/", "-")}.ts`;
  return `declare module ${code} in a cell adds to a module that is there, and there is none of that name. Install it, or write what you need of it into a file beside the notebook and import that: "${file}".`;
}
