import type ts from "typescript-6";

type Compiler = typeof ts;

interface Parts {
  /** What a variable is now. */
  readonly memberOf: (name: ts.Identifier) => ts.Expression;
  /** An expression inside of the pattern. */
  readonly value: (expression: ts.Expression) => ts.Expression;
  /** What gives a function the name of the variable. */
  readonly named: (value: ts.Expression, name: string) => ts.Expression;
}

/** The pattern of a declaration, such as `{ a, b: [c = 1] }`, as that of an assignment. */
export function assignmentTarget(
  is: Compiler,
  make: ts.NodeFactory,
  name: ts.BindingName,
  parts: Parts,
): ts.Expression {
  const inner = (one: ts.BindingName): ts.Expression => assignmentTarget(is, make, one, parts);
  const withDefault = ({ name: one, initializer }: ts.BindingElement): ts.Expression => {
    if (!initializer) return inner(one);
    const value = parts.value(initializer);
    return make.createAssignment(inner(one), is.isIdentifier(one) ? parts.named(value, one.text) : value);
  };
  const property = (element: ts.BindingElement): ts.ObjectLiteralElementLike => {
    if (element.dotDotDotToken) return make.createSpreadAssignment(inner(element.name));
    const key = element.propertyName ?? make.createIdentifier((element.name as ts.Identifier).text);
    const computed = is.isComputedPropertyName(key)
      ? make.createComputedPropertyName(parts.value(key.expression))
      : key;
    return make.createPropertyAssignment(computed, withDefault(element));
  };
  const item = (element: ts.ArrayBindingElement): ts.Expression => {
    if (is.isOmittedExpression(element)) return element;
    return element.dotDotDotToken ? make.createSpreadElement(inner(element.name)) : withDefault(element);
  };
  if (is.isIdentifier(name)) return parts.memberOf(name);
  const pattern = is.isObjectBindingPattern(name)
    ? make.createObjectLiteralExpression(name.elements.map(property))
    : make.createArrayLiteralExpression(name.elements.map(item));
  return is.setTextRange(pattern, name);
}
