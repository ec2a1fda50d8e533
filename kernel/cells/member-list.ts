import type ts from "typescript-6";

/** What a member is called and takes, and the first sentence of its documentation. */
export type MemberRow = readonly [label: string, doc: string];

export interface Checked {
  readonly is: typeof ts;
  readonly checker: ts.TypeChecker;
}

const WIDEST = 40;

/** The public members of a type, in the order of their declaration. */
export function memberRows({ is, checker }: Checked, owner: ts.Type, at: ts.Node): MemberRow[] {
  const symbols = checker.getPropertiesOfType(owner);
  return symbols.flatMap((symbol): MemberRow[] => {
    const declaration = symbol.valueDeclaration ?? symbol.declarations?.[0];
    if (declaration === undefined || symbol.name === "prototype" || /^__@|^#/.test(symbol.name)) return [];
    if (is.getCombinedModifierFlags(declaration) & is.ModifierFlags.NonPublicAccessibilityModifier) return [];
    const type = checker.getTypeOfSymbolAtLocation(symbol, at);
    const doc = symbol
      .getDocumentationComment(checker)
      .map(({ text }) => text)
      .join("");
    return [[label(checker, symbol, type), firstSentence(doc)]];
  });
}

/** Lines with the labels above each other, as far as they are not too long. */
export function rowsText(rows: readonly MemberRow[]): string[] {
  const width = Math.min(WIDEST, Math.max(0, ...rows.map(([name]) => name.length)));
  return rows.map(([name, doc]) => `  ${name.padEnd(width)}  ${doc}`.trimEnd());
}

/** Without the folder of its declaration. */
export function typeText(checker: ts.TypeChecker, type: ts.Type): string {
  return unqualified(checker.typeToString(type));
}

export function unqualified(text: string): string {
  return text.replaceAll(/import\("[^"]*"\)\./g, "");
}

/** `filter(keep)`, or a value with its type. */
function label(checker: ts.TypeChecker, symbol: ts.Symbol, type: ts.Type): string {
  const [signature] = checker.getNonNullableType(type).getCallSignatures();
  if (signature === undefined) return `${symbol.name}: ${typeText(checker, type)}`;
  return `${symbol.name}(${signature.parameters.map(({ name }) => name).join(", ")})`;
}

function firstSentence(doc: string): string {
  const line = doc.replaceAll(/\s+/g, " ").trim();
  return /^.*?[.!?](?=\s+\p{Lu}|$)/u.exec(line)?.[0] ?? line;
}
