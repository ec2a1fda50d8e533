import type ts from "typescript-6";
import { assignmentTarget } from "./assignment-target.ts";
import { takeLastOfUsing } from "./last-of-using.ts";

type Compiler = typeof ts;

/** The name under which tslab has a cell export the value of its last expression. */
const LAST_EXPRESSION = "tsLastExpr";

/**
 * Gives all cells one scope: what a cell declares at its top becomes a member of the object that all of them get as
 * `exports`, and so do the names in its functions that mean it. tslab does so with names of earlier cells alone.
 *
 * @param tell is told what the cell declares
 */
export function shareNames(
  is: Compiler,
  tell: (declared: DeclaredNames) => void,
): ts.TransformerFactory<ts.SourceFile> {
  return (context) => (file) => {
    const sharing = new Sharing(is, context, file);
    tell({ names: [...sharing.names], lateNames: sharing.lateNames() });
    return sharing.rewritten();
  };
}

/** Names of values that a cell declares at its top. */
export interface DeclaredNames {
  readonly names: readonly string[];
  /** Those among them that are not there before their declaration has run, by `let`, `const` or `class`. */
  readonly lateNames: readonly string[];
}

/** A node with the names declared in it, which the compiler's types leave out. */
interface Scope {
  readonly locals?: ReadonlyMap<string, unknown>;
}

interface Assigning {
  /** Without an initializer nothing is assigned. */
  readonly keepsValue: boolean;
  /** The variable is not there before. */
  readonly isLate?: boolean;
}

/** A cell as the ES module that tslab makes of it: JavaScript that exports each of its names at its end. */
class Sharing {
  readonly names: ReadonlySet<string>;
  readonly #is: Compiler;
  readonly #context: ts.TransformationContext;
  readonly #file: ts.SourceFile;
  readonly #factory: ts.NodeFactory;
  readonly #imported: ReadonlySet<string>;

  constructor(is: Compiler, context: ts.TransformationContext, file: ts.SourceFile) {
    this.#is = is;
    this.#context = context;
    this.#factory = context.factory;
    this.#file = file;
    this.names = new Set(file.statements.flatMap((statement) => exportedBy(is, statement)));
    this.#imported = new Set(file.statements.flatMap((statement) => importedBy(is, statement)));
  }

  lateNames(): string[] {
    const is = this.#is;
    const found = new Set<string>();
    for (const statement of this.#file.statements) {
      if (is.isClassDeclaration(statement) && statement.name) found.add(statement.name.text);
      if (!is.isVariableStatement(statement) || (statement.declarationList.flags & is.NodeFlags.BlockScoped) === 0)
        continue;
      for (const { name } of statement.declarationList.declarations) addNames(is, name, found);
    }
    return [...found].filter((name) => this.names.has(name));
  }

  rewritten(): ts.SourceFile {
    const is = this.#is;
    const statements = takeLastOfUsing(is, this.#factory, this.#file.statements, LAST_EXPRESSION);
    const imports = statements.filter(is.isImportDeclaration);
    const others = statements.filter((statement) => !is.isImportDeclaration(statement));
    return this.#factory.updateSourceFile(this.#file, [
      ...this.#head(),
      ...imports,
      ...others.flatMap((statement, i) => this.#top(statement, others[i + 1])),
    ]);
  }

  /** What is there before the first statement runs: functions, and variables declared by `var`. */
  #head(): ts.Statement[] {
    const is = this.#is;
    const functions = new Set(
      this.#file.statements.flatMap((one) => (is.isFunctionDeclaration(one) && one.name ? [one.name.text] : [])),
    );
    const assigned = [...functions]
      .filter((name) => this.names.has(name))
      .map((name) => this.#assignLocal(name, false));
    return [...[...this.#vars()].map((name) => this.#unlessThere(name)), ...assigned];
  }

  #vars(): Set<string> {
    const is = this.#is;
    const found = new Set<string>();
    const visit = (node: ts.Node): void => {
      if (is.isFunctionLike(node) || is.isClassLike(node)) return;
      if (is.isVariableDeclarationList(node) && (node.flags & is.NodeFlags.BlockScoped) === 0)
        for (const { name } of node.declarations) addNames(is, name, found);
      is.forEachChild(node, visit);
    };
    is.forEachChild(this.#file, visit);
    return new Set([...found].filter((name) => this.names.has(name)));
  }

  /** A statement at the top of the cell. */
  #top(statement: ts.Statement, next: ts.Statement | undefined): ts.Statement[] {
    const is = this.#is;
    if (is.isExportDeclaration(statement)) return this.#exportOfImports(statement);
    if (is.isVariableStatement(statement)) return [this.#variables(statement, isMadeBy(is, statement, next))];
    const visited = is.visitNode(statement, this.#visit) as ts.Statement;
    const name = is.isClassDeclaration(statement) ? statement.name?.text : undefined;
    return name !== undefined && this.names.has(name) ? [visited, this.#assignLocal(name, true)] : [visited];
  }

  #exportOfImports(statement: ts.ExportDeclaration): ts.Statement[] {
    const is = this.#is;
    const { exportClause: clause } = statement;
    if (!clause || !is.isNamedExports(clause) || statement.moduleSpecifier) return [statement];
    const kept = clause.elements.filter(({ name }) => this.#imported.has(name.text));
    const { modifiers, isTypeOnly, attributes } = statement;
    const exports = this.#factory.updateNamedExports(clause, kept);
    return [this.#factory.updateExportDeclaration(statement, modifiers, isTypeOnly, exports, undefined, attributes)];
  }

  /** @param isNew for the variable of an enum or a namespace, which would add to an earlier one */
  #variables(statement: ts.VariableStatement, isNew = false): ts.Statement {
    const is = this.#is;
    const list = statement.declarationList;
    if (!this.#areShared(list)) return is.visitEachChild(statement, this.#visit, this.#context);
    const keepsValue = !isNew && (list.flags & is.NodeFlags.BlockScoped) === 0;
    const isLate = (list.flags & is.NodeFlags.BlockScoped) !== 0;
    const assignments = list.declarations.flatMap((one) => this.#assignments(one, { keepsValue, isLate }));
    const expression = this.#joined(assignments);
    const made = expression
      ? this.#factory.createExpressionStatement(expression)
      : this.#factory.createEmptyStatement();
    return is.setOriginalNode(is.setTextRange(made, statement), statement);
  }

  #areShared(list: ts.VariableDeclarationList): boolean {
    const found = new Set<string>();
    for (const { name } of list.declarations) addNames(this.#is, name, found);
    return [...found].some((name) => name === LAST_EXPRESSION || this.names.has(name));
  }

  #assignments(declaration: ts.VariableDeclaration, { keepsValue, isLate = false }: Assigning): ts.Expression[] {
    const is = this.#is;
    const { name, initializer } = declaration;
    if (!initializer && keepsValue) return [];
    const value = initializer
      ? (is.visitNode(initializer, this.#visit) as ts.Expression)
      : this.#factory.createIdentifier("undefined");
    const target = this.#target(name);
    const named = is.isIdentifier(name) ? this.#withName(value, name.text) : value;
    const assignment = this.#factory.createAssignment(target, isLate ? this.#declared(named, name) : named);
    const whole = is.isIdentifier(name) ? assignment : this.#factory.createParenthesizedExpression(assignment);
    return [is.setTextRange(whole, declaration)];
  }

  /** `__declared(value, "a", "b")`: from here on they are there. */
  #declared(value: ts.Expression, name: ts.BindingName): ts.Expression {
    const { factory: make } = this.#context;
    const found = new Set<string>();
    addNames(this.#is, name, found);
    found.delete(LAST_EXPRESSION);
    if (found.size === 0) return value;
    const names = [...found].map((one) => make.createStringLiteral(one));
    return make.createCallExpression(make.createIdentifier("__declared"), undefined, [value, ...names]);
  }

  #target(name: ts.BindingName): ts.Expression {
    return assignmentTarget(this.#is, this.#factory, name, {
      memberOf: (one) => this.#member(one),
      value: (expression) => this.#is.visitNode(expression, this.#visit) as ts.Expression,
      named: (value, to) => this.#withName(value, to),
    });
  }

  readonly #visit = (node: ts.Node): ts.Node => {
    const is = this.#is;
    if (is.isIdentifier(node)) return this.#isShared(node) ? this.#member(node) : node;
    if (is.isShorthandPropertyAssignment(node)) return this.#spelledOut(node);
    if (is.isVariableStatement(node) && this.#isVar(node.declarationList)) return this.#variables(node);
    if (is.isVariableDeclarationList(node) && this.#isVar(node) && this.#areShared(node)) return this.#loopHead(node);
    const visited = is.visitEachChild(node, this.#visit, this.#context);
    if (is.isCallExpression(visited)) return this.#withoutThis(visited);
    if (is.isBinaryExpression(visited)) return this.#assigned(visited);
    return visited;
  };

  #isVar(list: ts.VariableDeclarationList): boolean {
    const is = this.#is;
    const outside = is.findAncestor(list, (node) => is.isFunctionLike(node) || is.isClassLike(node));
    return outside === undefined && (list.flags & is.NodeFlags.BlockScoped) === 0;
  }

  /** `for (var i = 0; …)` and `for (var one of all)`. */
  #loopHead(list: ts.VariableDeclarationList): ts.Node {
    const { parent } = list;
    const [first] = list.declarations;
    const isEach = this.#is.isForInStatement(parent) || this.#is.isForOfStatement(parent);
    if (isEach && first) return this.#target(first.name);
    return (
      this.#joined(list.declarations.flatMap((one) => this.#assignments(one, { keepsValue: true }))) ??
      this.#factory.createVoidZero()
    );
  }

  #spelledOut(node: ts.ShorthandPropertyAssignment): ts.Node {
    const { name, objectAssignmentInitializer: fallback } = node;
    const visited = fallback && (this.#is.visitNode(fallback, this.#visit) as ts.Expression);
    if (!this.#isShared(name)) return this.#factory.updateShorthandPropertyAssignment(node, name, visited);
    const member = this.#member(name);
    const value = visited ? this.#factory.createAssignment(member, this.#withName(visited, name.text)) : member;
    const key = this.#factory.createIdentifier(name.text);
    return this.#is.setTextRange(this.#factory.createPropertyAssignment(key, value), node);
  }

  /** A function of a cell is called as itself, not as a method of what all cells share. */
  #withoutThis(call: ts.CallExpression): ts.Node {
    if (!this.#isMember(call.expression)) return call;
    const { setEmitFlags, setTextRange, EmitFlags } = this.#is;
    const comma = this.#factory.createComma(this.#factory.createNumericLiteral(0), call.expression);
    const callee = setTextRange(this.#factory.createParenthesizedExpression(comma), call.expression);
    // V8 takes the call for where its arguments begin; mapped so, that is where the name stands
    setEmitFlags(comma, EmitFlags.NoSourceMap | EmitFlags.NoNestedSourceMaps);
    setEmitFlags(callee, EmitFlags.NoTrailingSourceMap);
    return this.#factory.updateCallExpression(call, callee, call.typeArguments, call.arguments);
  }

  #assigned(node: ts.BinaryExpression): ts.Node {
    const { left, operatorToken: operator, right } = node;
    if (operator.kind !== this.#is.SyntaxKind.EqualsToken || !this.#isMember(left)) return node;
    return this.#factory.updateBinaryExpression(node, left, operator, this.#withName(right, left.name.text));
  }

  /** A function without a name takes that of the variable it is assigned to, but not that of a member. */
  #withName(value: ts.Expression, name: string): ts.Expression {
    const is = this.#is;
    const bare = is.skipPartiallyEmittedExpressions(value);
    const isNameless =
      is.isArrowFunction(bare) || ((is.isFunctionExpression(bare) || is.isClassExpression(bare)) && !bare.name);
    if (!isNameless) return value;
    const { factory: make } = this.#context;
    const key = make.createComputedPropertyName(make.createStringLiteral(name));
    const object = make.createObjectLiteralExpression([make.createPropertyAssignment(key, value)]);
    return make.createElementAccessExpression(object, make.createStringLiteral(name));
  }

  #isMember(node: ts.Node): node is ts.PropertyAccessExpression {
    const is = this.#is;
    return (
      is.isPropertyAccessExpression(node) && is.isIdentifier(node.expression) && node.expression.text === "exports"
    );
  }

  #member(name: ts.Identifier): ts.PropertyAccessExpression {
    const { factory: make } = this.#context;
    const member = make.createPropertyAccessExpression(make.createIdentifier("exports"), name.text);
    return this.#is.setOriginalNode(this.#is.setTextRange(member, name), name);
  }

  /** Whether an identifier stands for a variable that the cell declares at its top. */
  #isShared(node: ts.Identifier): boolean {
    return this.names.has(node.text) && isReference(node) && !this.#isShadowed(node);
  }

  #isShadowed({ text, parent }: ts.Identifier): boolean {
    const is = this.#is;
    for (let at: ts.Node = parent; at !== undefined && at !== this.#file; at = at.parent) {
      if ((at as Scope).locals?.has(text) === true) return true;
      if ((is.isFunctionExpression(at) || is.isClassLike(at)) && at.name?.text === text) return true;
    }
    return false;
  }

  #assignLocal(name: string, isLate: boolean): ts.Statement {
    const { factory: make } = this.#context;
    const target = make.createPropertyAccessExpression(make.createIdentifier("exports"), name);
    const local = make.createIdentifier(name);
    const value = isLate ? this.#declared(local, local) : local;
    return make.createExpressionStatement(make.createAssignment(target, value));
  }

  /** `Object.hasOwn(exports, "name") || (exports.name = void 0);` */
  #unlessThere(name: string): ts.Statement {
    const { factory: make } = this.#context;
    const scope = make.createIdentifier("exports");
    const hasOwn = make.createPropertyAccessExpression(make.createIdentifier("Object"), "hasOwn");
    const isThere = make.createCallExpression(hasOwn, undefined, [scope, make.createStringLiteral(name)]);
    const set = make.createAssignment(make.createPropertyAccessExpression(scope, name), make.createVoidZero());
    return make.createExpressionStatement(make.createLogicalOr(isThere, make.createParenthesizedExpression(set)));
  }

  #joined(expressions: readonly ts.Expression[]): ts.Expression | undefined {
    const [first, ...rest] = expressions;
    return first && rest.reduce((all, one) => this.#factory.createComma(all, one), first);
  }
}

function isReference(node: ts.Identifier): boolean {
  const { name, propertyName, label } = node.parent as Partial<Record<"name" | "propertyName" | "label", ts.Node>>;
  const isShorthand = "objectAssignmentInitializer" in node.parent && name === node;
  return isShorthand || (name !== node && propertyName !== node && label !== node);
}

function addNames(is: Compiler, name: ts.BindingName, names: Set<string>): void {
  if (is.isIdentifier(name)) names.add(name.text);
  else for (const element of name.elements) if (is.isBindingElement(element)) addNames(is, element.name, names);
}

function exportedBy(is: Compiler, statement: ts.Statement): string[] {
  if (!is.isExportDeclaration(statement) || statement.moduleSpecifier) return [];
  const { exportClause: clause } = statement;
  return clause && is.isNamedExports(clause) ? clause.elements.map(({ name }) => name.text) : [];
}

function importedBy(is: Compiler, statement: ts.Statement): string[] {
  if (!is.isImportDeclaration(statement)) return [];
  const { name, namedBindings: bindings } = statement.importClause ?? {};
  const named = bindings && (is.isNamespaceImport(bindings) ? [bindings] : bindings.elements);
  return [...(name ? [name] : []), ...(named?.map((one) => one.name) ?? [])].map(({ text }) => text);
}

/** Whether `statement` is the `var E;` of `(function (E) { … })(E || (E = {}));`, an enum or a namespace. */
function isMadeBy(is: Compiler, statement: ts.VariableStatement, next: ts.Statement | undefined): boolean {
  const [first] = statement.declarationList.declarations;
  if (!first || first.initializer || !is.isIdentifier(first.name) || !next || !is.isExpressionStatement(next))
    return false;
  const call = next.expression;
  if (!is.isCallExpression(call) || !is.isParenthesizedExpression(call.expression)) return false;
  const made = call.expression.expression;
  const [parameter] = is.isFunctionExpression(made) ? made.parameters : [];
  return parameter !== undefined && is.isIdentifier(parameter.name) && parameter.name.text === first.name.text;
}
