import type ts from "typescript-6";
import { memberRows, rowsText, typeText, unqualified } from "./member-list.ts";

/** Where help is asked for, in a program that the compiler has checked. */
export interface AskedPlace {
  readonly is: typeof ts;
  readonly file: ts.SourceFile;
  readonly checker: ts.TypeChecker;
  readonly position: number;
}

type CallNode = ts.CallExpression | ts.NewExpression;

const MAX_OVERLOADS = 5;

/** The signature of the innermost call around a position, the parameter that is being written, and what that may hold. */
export function callHelp(asked: AskedPlace): string | undefined {
  const { checker } = asked;
  const call = callAround(asked);
  if (call === undefined) return undefined;
  const index = argumentIndex(asked, call);
  const candidates: ts.Signature[] = [];
  const chosen = checker.getResolvedSignature(call, candidates, index + 1);
  const [first = chosen, ...others] = [...new Set([chosen, ...candidates])].filter((one) => one !== undefined);
  if (first === undefined || (first.declaration === undefined && candidates.length === 0)) return undefined;
  const name = nameOf(call, asked.file);
  const write = (signature: ts.Signature): string =>
    `${name}${unqualified(checker.signatureToString(signature, call))}`;
  const parameter = first.parameters[Math.min(index, first.parameters.length - 1)];
  const doc = textOf(first.getDocumentationComment(checker));
  return [
    [write(first), ...others.slice(0, MAX_OVERLOADS).map(write)].join("\n"),
    ...(parameter === undefined ? [] : [parameterHelp(asked, parameter, call)]),
    ...(doc === "" ? [] : [doc]),
  ].join("\n\n");
}

function parameterHelp({ is, checker }: AskedPlace, parameter: ts.Symbol, call: CallNode): string {
  const type = checker.getNonNullableType(checker.getTypeOfSymbolAtLocation(parameter, call));
  const doc = textOf(parameter.getDocumentationComment(checker));
  const head = `→ ${parameter.name}: ${typeText(checker, type)}${doc === "" ? "" : `  ${doc}`}`;
  const { declarations = [] } = type.symbol ?? {};
  const isOptions =
    declarations.some(is.isInterfaceDeclaration) &&
    !declarations.some(isOfLanguage) &&
    type.getCallSignatures().length === 0;
  const rows = isOptions ? memberRows({ is, checker }, type, call) : [];
  return [head, ...rowsText(rows)].join("\n");
}

/** Lists, maps and the like, which are known, and values rather than options. */
function isOfLanguage(declaration: ts.Node): boolean {
  return /\/lib\.[\w.]*d\.ts$/.test(declaration.getSourceFile().fileName);
}

/** The innermost call with the position between its parentheses. */
function callAround({ is, file, position }: AskedPlace): CallNode | undefined {
  let found: CallNode | undefined;
  const visit = (node: ts.Node): void => {
    if (isCall(is, node) && node.arguments !== undefined && isBetween(node, node.arguments, { file, position }))
      found = node;
    is.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

function isCall(is: typeof ts, node: ts.Node): node is CallNode {
  return is.isCallExpression(node) || is.isNewExpression(node);
}

/** Of a call that is still being written, everything behind belongs to it, up to a line that begins a statement. */
function isBetween(
  call: CallNode,
  given: ts.NodeArray<ts.Node>,
  { file, position }: Pick<AskedPlace, "file" | "position">,
): boolean {
  if (file.text[given.pos - 1] !== "(" || position < given.pos) return false;
  if (file.text[call.end - 1] === ")" && call.end > given.end) return position < call.end;
  return position <= call.end || /^[\s,]*$/.test(file.text.slice(call.end, position));
}

function argumentIndex({ file, position }: AskedPlace, { arguments: given }: CallNode): number {
  const before = (given ?? []).filter(({ end }) => end < position && file.text.slice(end, position).includes(","));
  return before.length;
}

function nameOf({ expression }: CallNode, file: ts.SourceFile): string {
  const text = expression.getText(file).replaceAll(/\s+/g, " ");
  return text.length <= 60 ? text : (/[\w$]+$/.exec(text)?.[0] ?? "");
}

function textOf(parts: readonly ts.SymbolDisplayPart[]): string {
  return parts.map(({ text }) => text).join("");
}
