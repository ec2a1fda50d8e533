import type { SchemaElement, TimeUnit } from "hyparquet/src/types.js";
import { textAt } from "../../layers/attributes.ts";
import type { AttributeColumn, Field } from "../../layers/layer-data.ts";

const MOMENT = /^(\d{4}-\d\d-\d\d)T([\d:]+)(?:\.(\d+))?(Z|[+-]\d\d:?\d\d)?$/;
const MICROS = 6;
const NANOS = 9;

interface Moments {
  readonly element: Omit<SchemaElement, "name">;
  readonly valueAt: (index: number) => unknown;
  readonly change?: string;
}

/** Moments of one kind, with a zone or all without; undefined where they are mixed, or days stand among them. */
export function momentsOf({ name }: Field, column: AttributeColumn): Moments | undefined {
  if (column.storage !== "text") return undefined;
  const textOf = (index: number): string | undefined => (column.valid[index] === 1 ? textAt(column, index) : undefined);
  const parts = Array.from(column.valid.keys(), (index) => MOMENT.exec(textOf(index) ?? "") ?? undefined);
  const isWhole = parts.every((part, index) => part !== undefined || column.valid[index] !== 1);
  const zones = new Set(parts.filter((part) => part !== undefined).map(([, , , , zone]) => zone));
  if (!isWhole || (zones.has(undefined) && zones.size > 1)) return undefined;
  const isAdjustedToUTC = !zones.has(undefined);
  const digits = Math.max(0, ...parts.map((part) => part?.[3]?.length ?? 0)) > MICROS ? NANOS : MICROS;
  const unit: TimeUnit = digits === NANOS ? "NANOS" : "MICROS";
  const hasOffsets = [...zones].some((zone) => zone !== undefined && zone !== "Z");
  return {
    element: { type: "INT64", logical_type: { type: "TIMESTAMP", isAdjustedToUTC, unit } },
    valueAt: (index) => {
      const part = parts[index];
      return part === undefined ? null : unitsOf(part, digits);
    },
    ...(hasOffsets && { change: `the moments of "${name}" keep their instant, in UTC, and lose their offsets` }),
  };
}

function unitsOf([, day = "", clock = "", fraction = "", zone = "Z"]: RegExpExecArray, digits: number): bigint {
  const seconds = Date.parse(`${day}T${clock.length === 5 ? `${clock}:00` : clock}${zone}`) / 1000;
  return BigInt(seconds) * 10n ** BigInt(digits) + BigInt(fraction.slice(0, digits).padEnd(digits, "0"));
}

/** Of a day, in units of which a second has 10^digits. */
export function clockUnits(text: string, digits: number): bigint {
  const [, hours = "0", minutes = "0", seconds = "0", fraction = ""] =
    /^(\d+):(\d+)(?::(\d+)(?:\.(\d+))?)?$/.exec(text) ?? [];
  const whole = BigInt(Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds));
  return whole * 10n ** BigInt(digits) + BigInt(fraction.slice(0, digits).padEnd(digits, "0"));
}
