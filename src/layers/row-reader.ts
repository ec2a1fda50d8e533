import type { Geometry } from "geojson";
import { SpatialError } from "../errors.ts";
import { Kind } from "../geometry/column.ts";
import { geometryAt } from "../geometry/geojson.ts";
import { type AttributeValue, valueAt } from "./attributes.ts";
import type { Field, LayerData } from "./layer-data.ts";
import { unknownField } from "./unknown-field.ts";

/** A row as a user's function gets it: a copy, made at a fraction of what a whole feature costs. */
export interface Row {
  readonly type: "Feature";
  readonly id: number;
  readonly geometry: Geometry | null;
  readonly properties: Record<string, unknown>;
}

/** What a user's function says of a row. @param index of the row, from 0; in a chunk of a layer, in the whole */
export type RowFunction<R = unknown> = (row: Row, index: number) => R;

/** Asked of any object by those who print, compare or await it. */
const ASKED_OF_ALL: ReadonlySet<string> = new Set(["then", "toJSON", "asymmetricMatch", "nodeType", "tagName", "_tag"]);

/**
 * Reads rows for functions. Asking `properties` for a field that the layer does not have is an error with near names:
 * `undefined` would keep no row, or fill a column with nulls, and nobody would see why.
 * @param firstId of a chunk's first row
 */
export function rowReader(data: LayerData, firstId = 0): (index: number) => Row {
  const propertiesAt = propertiesReader(data);
  const { geometry } = data;
  // what costs less than putting it off
  const isCheap = geometry.kinds.every((kind) => kind === Kind.Point || kind === Kind.Null);
  if (isCheap)
    return (index) => ({
      type: "Feature",
      id: firstId + index,
      geometry: geometryAt(geometry, index),
      properties: propertiesAt(index),
    });
  return (index) => {
    let made: Geometry | null | undefined;
    return {
      type: "Feature",
      id: firstId + index,
      get geometry() {
        return (made ??= geometryAt(geometry, index));
      },
      properties: propertiesAt(index),
    };
  };
}

/** What a function says of every row. @param asked for messages: "filter" */
export function eachRow(
  data: LayerData,
  { fn, asked, firstId = 0 }: { readonly fn: RowFunction; readonly asked: string; readonly firstId?: number },
  take: (answer: unknown, index: number) => void,
): void {
  const rowAt = rowReader(data, firstId);
  for (let index = 0; index < data.geometry.length; index++) {
    take(answered(fn(rowAt(index), firstId + index), asked), index);
  }
}

/** What a user's function has said. @throws SpatialError BAD_ARGUMENT for a promise, for which nobody waits */
export function answered(answer: unknown, asked: string): unknown {
  if (isThenable(answer))
    throw new SpatialError("BAD_ARGUMENT", `${asked}'s function returned a promise; it must return a value.`);
  return answer;
}

/** An object literal with all fields is made several times faster than an object that is filled field by field. */
function propertiesReader({ fields, columns }: LayerData): (index: number) => Record<string, AttributeValue> {
  const readers = fields.map((field, at) => (index: number) => valueAt(columns[at]!, field, index));
  // in brackets "__proto__" is a name like any other
  const members = fields.map(({ name }, at) => {
    const key = JSON.stringify(name);
    return `${name === "__proto__" ? `[${key}]` : key}: r[${at}](i)`;
  });
  // oxlint-disable-next-line no-implied-eval, no-new-func -- of users' text there are names alone, quoted as JSON
  const make = new Function("guard", "r", `return (i) => ({ __proto__: guard, ${members.join(", ")} });`);
  return make(guardOf(fields), readers) as (index: number) => Record<string, AttributeValue>;
}

/** Stands behind the properties, so that it is asked for names alone that they do not have. */
function guardOf(fields: readonly Field[]): object {
  return new Proxy(
    {},
    {
      get(target, name, receiver): unknown {
        if (typeof name === "symbol" || name in target || ASKED_OF_ALL.has(name))
          return Reflect.get(target, name, receiver);
        throw unknownField(name, fields);
      },
    },
  );
}

function isThenable(value: unknown): boolean {
  return typeof value === "object" && value !== null && "then" in value && typeof value.then === "function";
}
