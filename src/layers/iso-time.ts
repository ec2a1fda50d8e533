/** What looks like a day, a moment or a time of day in ISO 8601. */
const MOMENT =
  /^(\d{4})-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])(?:T[0-2]\d:[0-5]\d(?::[0-6]\d(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?$/;
const TIME = /^(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d+)?)?$/;

/** Undefined for text that is no ISO 8601, and for days that no month has. */
export function temporalType(text: string): "date" | "datetime" | "time" | undefined {
  if (text.charCodeAt(2) === 0x3a) return TIME.test(text) ? "time" : undefined;
  if (text.charCodeAt(4) !== 0x2d) return undefined;
  const found = MOMENT.exec(text);
  if (found === null) return undefined;
  const [, year, month, day] = found;
  if (Number(day) > daysOf(Number(year), Number(month))) return undefined;
  return text.length === 10 ? "date" : "datetime";
}

function daysOf(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}
