import { parseExact } from "../../layers/exact-json.ts";
import type { FieldType } from "../../layers/layer-data.ts";
import { clockText } from "../parquet/value-parsers.ts";
import type { ArrowField, ArrowType } from "./arrow-schema.ts";

/** A column as a layer has it. */
export interface ArrowLeaf {
  readonly type: FieldType;
  /** A value as a layer takes it, of one that is there. */
  readonly valueOf: (raw: unknown) => unknown;
}

/** Of a field's metadata: what it is besides its type, and Arrow's own word for JSON. */
export const [EXTENSION, JSON_TEXT] = ["ARROW:extension:name", "arrow.json"];

const same = (raw: unknown): unknown => raw;
const DAY = 86_400_000;

/** What a column becomes: lists of plain values are lists, maps and structs JSON. */
export function leafOf({ type, children, metadata }: ArrowField): ArrowLeaf {
  const { kind } = type;
  if (metadata.get(EXTENSION) === JSON_TEXT) return { type: "json", valueOf: jsonOf };
  if (kind === "struct") return { type: "json", valueOf: (raw) => structOf(raw, children) };
  if (kind === "map") return { type: "json", valueOf: (raw) => mapOf(raw, children[0]?.children ?? []) };
  if (kind !== "list" && kind !== "fixedList") return plainLeaf(type);
  const item = children[0] === undefined ? undefined : leafOf(children[0]);
  const isPlain = item !== undefined && !["json", "list", "binary"].includes(item.type);
  const valueOf = (raw: unknown): unknown => (raw as unknown[]).map((each) => orNull(item, each));
  return { type: isPlain ? "list" : "json", valueOf };
}

function jsonOf(raw: unknown): unknown {
  try {
    return parseExact(String(raw));
  } catch {
    return raw; // said to be JSON, and is none
  }
}

function orNull(leaf: ArrowLeaf | undefined, raw: unknown): unknown {
  return raw === null || raw === undefined || leaf === undefined ? null : leaf.valueOf(raw);
}

function structOf(raw: unknown, children: readonly ArrowField[]): unknown {
  const given = raw as Readonly<Record<string, unknown>>;
  return Object.fromEntries(children.map((child) => [child.name, orNull(leafOf(child), given[child.name])]));
}

function mapOf(raw: unknown, [key, value]: readonly ArrowField[]): unknown {
  const entries = (raw as Readonly<Record<string, unknown>>[]).map((entry) => [
    String(entry[key?.name ?? "key"]),
    value === undefined ? null : orNull(leafOf(value), entry[value.name]),
  ]);
  return Object.fromEntries(entries) as unknown;
}

function plainLeaf(type: ArrowType): ArrowLeaf {
  const { kind } = type;
  if (kind === "bool") return { type: "boolean", valueOf: same };
  if (kind === "int") return { type: "integer", valueOf: narrowed };
  if (kind === "float") return { type: "number", valueOf: same };
  if (kind === "decimal")
    return { type: "number", valueOf: (raw) => Number(`${littleEndian(raw as Uint8Array)}e${-type.scale}`) };
  if (kind === "binary" || kind === "fixedBinary") return { type: "binary", valueOf: same };
  return momentLeaf(type) ?? { type: "string", valueOf: same };
}

function momentLeaf(type: ArrowType): ArrowLeaf | undefined {
  if (type.kind === "date")
    return { type: "date", valueOf: (raw) => dayText(Number(raw) * (type.unit === "day" ? DAY : 1)) };
  if (type.kind === "time") return { type: "time", valueOf: (raw) => clockOf(raw, type.digits) };
  if (type.kind !== "timestamp") return undefined;
  return { type: "datetime", valueOf: (raw) => momentText(raw as bigint, type.digits, type.zoned) };
}

function narrowed(raw: unknown): unknown {
  if (typeof raw !== "bigint") return raw;
  const value = Number(raw);
  return Number.isSafeInteger(value) ? value : raw;
}

/** In two's complement. */
function littleEndian(bytes: Uint8Array): bigint {
  const hex = Buffer.from(bytes.toReversed()).toString("hex");
  return BigInt.asIntN(8 * bytes.length, BigInt(`0x${hex || "0"}`));
}

function dayText(ms: number): string | null {
  return Math.abs(ms) <= 8.64e15 ? new Date(ms).toISOString().replace(/T.*/, "") : null;
}

function clockOf(raw: unknown, digits: number): unknown {
  const units = BigInt(raw as number | bigint);
  return digits === 0 ? clockText(units * 1000n, 3) : clockText(units, digits as 3 | 6 | 9);
}

/** @param digits of a second that are counted */
function momentText(units: bigint, digits: number, zoned: boolean): string | null {
  const perSecond = 10n ** BigInt(digits);
  const rest = ((units % perSecond) + perSecond) % perSecond;
  const ms = Number((units - rest) / perSecond) * 1000;
  if (!(Math.abs(ms) <= 8.64e15)) return null;
  const fraction = String(rest)
    .padStart(digits, "0")
    .replace(/(?:000)+$/, "");
  const text = new Date(ms).toISOString().replace(".000Z", "");
  return `${text}${rest === 0n ? "" : `.${fraction}`}${zoned ? "Z" : ""}`;
}
