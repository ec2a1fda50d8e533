import type ts from "typescript-6";
import { REGISTERED } from "../../src/session/declarations.ts";
import { type AskedPlace, callHelp } from "./call-help.ts";
import { memberRows, rowsText } from "./member-list.ts";

/** What has been registered is told among the members. */
const INSIDES = ` & ${REGISTERED}`;

/** Where the package's own types are declared. */
const PACKAGE = /\/mapcell\.d\.ts$/;

/**
 * What is shown of a place in a cell: what the compiler knows of the name there, and the members of the session's own
 * objects with an example; where there is no name, the signature of the call around it.
 *
 * @param known what the compiler tells of the name
 */
export function inspection(asked: AskedPlace, known: string | undefined): string | undefined {
  if (known === undefined || isUnknown(asked)) return callHelp(asked);
  const told = known.replaceAll(INSIDES, "");
  const own = ownObject(asked);
  return own === undefined ? told : `${told}\n\n${own}`;
}

/** The compiler with its way to look at a name, by which it tells where it was asked. */
export function tellingAsked<C extends typeof ts>(compiler: C, tell: (asked: AskedPlace) => void): C {
  const { getQuickInfoAtPosition: look } = compiler as C & Looking;
  const told: Looking["getQuickInfoAtPosition"] = (file, checker, token, position) => {
    tell({ is: compiler, file, checker, position });
    return look(file, checker, token, position);
  };
  return Object.assign({}, compiler, { getQuickInfoAtPosition: told });
}

/** What tslab's fork of the compiler has. */
interface Looking {
  readonly getQuickInfoAtPosition: (
    file: ts.SourceFile,
    checker: ts.TypeChecker,
    token: unknown,
    position: number,
  ) => ts.QuickInfo | undefined;
}

function ownObject(asked: AskedPlace): string | undefined {
  const { is, checker } = asked;
  const name = nameAt(asked);
  const found = name && checker.getSymbolAtLocation(name);
  if (name === undefined || found === undefined) return undefined;
  const symbol = found.flags & is.SymbolFlags.Alias ? checker.getAliasedSymbol(found) : found;
  const type = checker.getTypeOfSymbolAtLocation(symbol, name);
  const isClass = (symbol.flags & is.SymbolFlags.Class) > 0;
  const parts = type.isIntersection() ? type.types : [type];
  const owners = isClass ? [symbol] : parts.flatMap((part) => part.symbol ?? []);
  const isOurs = owners.some(({ declarations = [] }) =>
    declarations.some((declaration) => PACKAGE.test(declaration.getSourceFile().fileName)),
  );
  const example = owners.flatMap((owner) => owner.getJsDocTags(checker)).find((tag) => tag.name === "example")?.text;
  if (!isOurs || example === undefined) return undefined;
  const doc = isClass ? [] : owners.flatMap((owner) => textOf(owner.getDocumentationComment(checker)) || []);
  const members = memberRows(asked, isClass ? checker.getDeclaredTypeOfSymbol(symbol) : type, name);
  const statics = isClass ? memberRows(asked, type, name).filter(([label]) => label.endsWith(")")) : [];
  const rows = [...statics.map(([label, text]) => [`${symbol.name}.${label}`, text] as const), ...members];
  return [
    ...doc,
    ...(rows.length === 0 ? [] : [["Members", ...rowsText(rows)].join("\n")]),
    ["Example", ...textOf(example).split("\n")].join("\n  "),
  ].join("\n\n");
}

/** The compiler tells of a name that is none what it tells of anything. */
function isUnknown(asked: AskedPlace): boolean {
  const name = nameAt(asked);
  if (name === undefined || asked.checker.getSymbolAtLocation(name) !== undefined) return false;
  return (asked.checker.getTypeAtLocation(name) as { readonly intrinsicName?: string }).intrinsicName === "error";
}

function nameAt({ is, file, position }: AskedPlace): ts.Identifier | undefined {
  const visit = (node: ts.Node): ts.Identifier | undefined => {
    if (position < node.getStart(file) || position > node.end) return undefined;
    return is.isIdentifier(node) ? node : is.forEachChild(node, visit);
  };
  return is.forEachChild(file, visit);
}

function textOf(parts: readonly ts.SymbolDisplayPart[]): string {
  return parts.map(({ text }) => text).join("");
}
