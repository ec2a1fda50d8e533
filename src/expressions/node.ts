/** A stretch of the expression's text, in UTF-16 units. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export type BinaryOperator =
  | "or"
  | "and"
  | "="
  | "<>"
  | "<"
  | "<="
  | ">"
  | ">="
  | "~"
  | "like"
  | "not like"
  | "ilike"
  | "not ilike"
  | "is"
  | "is not"
  | "+"
  | "-"
  | "*"
  | "/"
  | "//"
  | "%"
  | "^"
  | "||";

/** An argument of a call; `name` where it was written `name := value`, in lower case. */
export interface CallArgument {
  readonly name?: string;
  readonly value: Node;
}

/** An expression as parsed: QGIS's language. */
export type Node = Span &
  (
    | { readonly kind: "number"; readonly value: number; readonly whole: boolean }
    | { readonly kind: "text"; readonly value: string }
    | { readonly kind: "boolean"; readonly value: boolean }
    | { readonly kind: "null" }
    | { readonly kind: "field"; readonly name: string }
    /** `@name`, without the sign. */
    | { readonly kind: "variable"; readonly name: string }
    /** `name(…)`, and `$name` with the sign and without arguments; the name in lower case. */
    | { readonly kind: "call"; readonly name: string; readonly args: readonly CallArgument[] }
    | { readonly kind: "unary"; readonly operator: "-" | "not"; readonly operand: Node }
    | { readonly kind: "binary"; readonly operator: BinaryOperator; readonly left: Node; readonly right: Node }
    | { readonly kind: "in"; readonly negated: boolean; readonly value: Node; readonly list: readonly Node[] }
    | {
        readonly kind: "between";
        readonly negated: boolean;
        readonly value: Node;
        readonly low: Node;
        readonly high: Node;
      }
    /** `list[index]` */
    | { readonly kind: "index"; readonly container: Node; readonly index: Node }
    | {
        readonly kind: "case";
        readonly whens: readonly { readonly when: Node; readonly result: Node }[];
        readonly otherwise: Node | undefined;
      }
  );

export type CallNode = Node & { kind: "call" };
