import { textAt, valueAt } from "../../layers/attributes.ts";
import type { AttributeColumn, Field } from "../../layers/layer-data.ts";

/** How a field is written: the server's type, and each value as COPY takes it, before it is escaped. */
export interface WrittenColumn {
  readonly name: string;
  readonly sqlType: string;
  /** Null for none. */
  readonly textOf: (index: number) => string | null;
}

const MAX_INT4 = 2 ** 31 - 1;
const MAX_INT8 = 2n ** 63n - 1n;
/** Ends in an offset from UTC. */
const HAS_OFFSET = /(?:Z|[+-]\d\d:?\d\d)$/;

/** The type is the narrowest one that holds all values, so that they come back as what they are. */
export function writtenColumn(field: Field, column: AttributeColumn): WrittenColumn {
  const { name } = field;
  const rows = column.valid.length;
  const value = (index: number): unknown => valueAt(column, field, index);
  const every: Every = (test) => {
    for (let i = 0; i < rows; i++) if (column.valid[i] === 1 && !test(value(i) as never)) return false;
    return true;
  };
  const written = (sqlType: string, text: (given: unknown) => string = String): WrittenColumn => {
    return { name, sqlType, textOf: (i) => (column.valid[i] === 1 ? text(value(i)) : null) };
  };
  switch (field.type) {
    case "integer":
      return written(every((given: number) => Math.abs(given) <= MAX_INT4) ? "integer" : "bigint");
    case "integer64":
      return written(every((given: bigint) => given <= MAX_INT8) ? "bigint" : "numeric(20)");
    case "datetime":
      return written(momentType(every));
    case "binary":
      return written("bytea", (given) => `\\x${Buffer.from(given as Uint8Array).toString("hex")}`);
    case "list": {
      const element = elementType(every);
      if (element === undefined) return jsonColumn(name, column);
      return written(`${element}[]`, (given) => arrayText(given as readonly unknown[]));
    }
    case "json":
      return jsonColumn(name, column);
    case "number":
    case "boolean":
    case "date":
    case "time":
    case "string":
      return written(PLAIN[field.type]);
  }
}

/** Of types whose values all have one. */
const PLAIN = { number: "double precision", boolean: "boolean", date: "date", time: "time", string: "text" } as const;

type Every = (test: (given: never) => boolean) => boolean;

/** Moments with an offset and those without are of different types. */
function momentType(every: Every): string {
  if (every((given: string) => !HAS_OFFSET.test(given))) return "timestamp";
  return every((given: string) => HAS_OFFSET.test(given)) ? "timestamptz" : "text";
}

function jsonColumn(name: string, column: AttributeColumn): WrittenColumn {
  const textOf = (index: number): string | null =>
    column.valid[index] === 1 && column.storage === "text" ? textAt(column, index) : null;
  return { name, sqlType: "jsonb", textOf };
}

/** What all items of all lists are; undefined of lists that differ. */
function elementType(every: Every): string | undefined {
  const all = (test: (item: unknown) => boolean): boolean => every((given: readonly unknown[]) => given.every(test));
  if (all((item) => typeof item === "string")) return "text";
  if (all((item) => typeof item === "boolean")) return "boolean";
  if (all((item) => typeof item === "bigint" || Number.isSafeInteger(item))) return "bigint";
  return all((item) => typeof item === "number") ? "double precision" : undefined;
}

/** `{1,2,"a \"b\""}` */
function arrayText(items: readonly unknown[]): string {
  const texts = items.map((item) =>
    typeof item === "string" ? `"${item.replaceAll(/["\\]/g, String.raw`\$&`)}"` : String(item),
  );
  return `{${texts.join(",")}}`;
}
