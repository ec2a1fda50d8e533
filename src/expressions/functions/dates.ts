import { defined } from "../function-definition.ts";
import { dateText, dateTimeText, millisOf, noConversion } from "../runtime-values.ts";

const DAY = 86_400;
/** As QGIS counts: a year of 365.25 days, a month of 30. */
const SECONDS: Readonly<Record<string, number>> = {
  year: 365.25 * DAY,
  month: 30 * DAY,
  week: 7 * DAY,
  day: DAY,
  hour: 3600,
  minute: 60,
  second: 1,
};

/** A part of a date, or how many of the unit an interval has. */
function part(unit: string, of: (date: Date) => number): (value: unknown) => number {
  return (value) => (typeof value === "number" ? value / SECONDS[unit]! : of(new Date(millisOf(value))));
}

export const DATES = defined("Date and Time", {
  "to_date(text: text, format?: text): date": [
    "A date of text: 2024-05-31, or as a format such as dd.MM.yyyy says.",
    (text: string, format?: string) => dateText(format === undefined ? millisOf(text) : parsed(text, format)),
  ],
  "to_datetime(text: text, format?: text): datetime": [
    "A date with its time of day.",
    (text: string, format?: string) => dateTimeText(format === undefined ? millisOf(text) : parsed(text, format)),
  ],
  "to_time(text: text): time": [
    "A time of day of text: 12:30:00.",
    (text: string) => dateTimeText(millisOf(text)).slice(11),
  ],
  "to_interval(text: text): interval": ["An interval of text: '2 days 3 hours'.", toInterval],
  "make_date(year: integer, month: integer, day: integer): date": ["A date of its numbers.", makeDate],
  "make_datetime(year: integer, month: integer, day: integer, hour: integer, minute: integer, second: number): datetime":
    [
      "A date with its time of day, of its numbers.",
      (...[year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0]: number[]) =>
        dateTimeText(millisOf(makeDate(year, month, day)) + 1000 * (hour * 3600 + minute * 60 + second)),
    ],
  "make_interval(years?: number, months?: number, weeks?: number, days?: number, hours?: number, minutes?: number, seconds?: number): interval":
    [
      "An interval of its numbers.",
      (...amounts: (number | undefined)[]) =>
        Object.values(SECONDS).reduce((sum, seconds, index) => sum + seconds * (amounts[index] ?? 0), 0),
    ],
  "year(date: any): number": [
    "The year of a date, or the years of an interval.",
    part("year", (date) => date.getUTCFullYear()),
  ],
  "month(date: any): number": [
    "The month of a date, 1 to 12, or the months of an interval.",
    part("month", (date) => date.getUTCMonth() + 1),
  ],
  "week(date: any): number": ["The week of the year (ISO 8601), or the weeks of an interval.", part("week", isoWeek)],
  "day(date: any): number": [
    "The day of the month, or the days of an interval.",
    part("day", (date) => date.getUTCDate()),
  ],
  "hour(date: any): number": ["The hour, or the hours of an interval.", part("hour", (date) => date.getUTCHours())],
  "minute(date: any): number": [
    "The minute, or the minutes of an interval.",
    part("minute", (date) => date.getUTCMinutes()),
  ],
  "second(date: any): number": [
    "The second, or the seconds of an interval.",
    part("second", (date) => date.getUTCSeconds() + date.getUTCMilliseconds() / 1000),
  ],
  "day_of_week(date: date): integer": [
    "0 for Sunday to 6 for Saturday.",
    (date: string) => new Date(millisOf(date)).getUTCDay(),
  ],
  "epoch(date: date): number": ["Milliseconds since 1970.", millisOf],
  "datetime_from_epoch(milliseconds: number): datetime": ["The date so many milliseconds after 1970.", dateTimeText],
  "age(later: date, earlier: date): interval": [
    "The time between two dates.",
    (later: string, earlier: string) => (millisOf(later) - millisOf(earlier)) / 1000,
  ],
  "format_date(date: date, format: text): text": ["A date as a format such as dd.MM.yyyy writes it.", formatDate],
});

function makeDate(year: number, month: number, day: number): string {
  const date = new Date(Date.UTC(2000, month - 1, day));
  date.setUTCFullYear(year, month - 1, day);
  if (date.getUTCMonth() === month - 1 && date.getUTCDate() === day) return dateText(date.getTime());
  throw noConversion(`${year}-${month}-${day}`, "a date");
}

function toInterval(text: string): number {
  const parts = [...text.matchAll(/(-?\d+(?:\.\d+)?)\s*([a-z]+)/gi)];
  const rest = text.replaceAll(/-?\d+(?:\.\d+)?\s*[a-z]+/gi, "").replaceAll(/[\s,]|and/gi, "");
  if (parts.length === 0 || rest !== "") throw noConversion(text, "an interval such as '2 days 3 hours'");
  return parts.reduce((sum, [, amount, unit = ""]) => sum + Number(amount) * secondsOf(unit, text), 0);
}

function secondsOf(unit: string, text: string): number {
  const name = unit.toLowerCase().replace(/s$/, "");
  const seconds = SECONDS[{ hr: "hour", min: "minute", sec: "second" }[name] ?? name];
  if (seconds === undefined) throw noConversion(text, "an interval such as '2 days 3 hours'");
  return seconds;
}

/** The week that has the year's first Thursday is the first. */
function isoWeek(date: Date): number {
  const thursday = new Date(date);
  thursday.setUTCDate(date.getUTCDate() + 4 - (date.getUTCDay() || 7));
  const yearStart = Date.UTC(thursday.getUTCFullYear(), 0, 1);
  return Math.ceil(((thursday.getTime() - yearStart) / 1000 / DAY + 1) / 7);
}

const LANGUAGE = "en";
const PIECES = /yyyy|yy|MMMM|MMM|MM|M|dddd|ddd|dd|d|HH|H|hh|h|mm|m|ss|s|zzz|AP|ap|'([^']*)'/g;

function two(value: number): string {
  return String(value).padStart(2, "0");
}

/** Qt's letters: d M y, H h m s, zzz for milliseconds, AP. Names are English. */
function formatDate(text: string, format: string): string {
  const date = new Date(millisOf(text));
  const named = (options: Intl.DateTimeFormatOptions): string =>
    new Intl.DateTimeFormat(LANGUAGE, { ...options, timeZone: "UTC" }).format(date);
  const hour = date.getUTCHours();
  const halfDay = /ap/i.test(format) ? hour % 12 || 12 : hour;
  const letters: Readonly<Record<string, () => string>> = {
    yyyy: () => String(date.getUTCFullYear()).padStart(4, "0"),
    yy: () => two(date.getUTCFullYear() % 100),
    MMMM: () => named({ month: "long" }),
    MMM: () => named({ month: "short" }),
    MM: () => two(date.getUTCMonth() + 1),
    M: () => String(date.getUTCMonth() + 1),
    dddd: () => named({ weekday: "long" }),
    ddd: () => named({ weekday: "short" }),
    dd: () => two(date.getUTCDate()),
    d: () => String(date.getUTCDate()),
    HH: () => two(hour),
    H: () => String(hour),
    hh: () => two(halfDay),
    h: () => String(halfDay),
    mm: () => two(date.getUTCMinutes()),
    m: () => String(date.getUTCMinutes()),
    ss: () => two(date.getUTCSeconds()),
    s: () => String(date.getUTCSeconds()),
    zzz: () => String(date.getUTCMilliseconds()).padStart(3, "0"),
    AP: () => (hour < 12 ? "AM" : "PM"),
    ap: () => (hour < 12 ? "am" : "pm"),
  };
  return format.replaceAll(PIECES, (piece, quoted: string | undefined) => quoted ?? letters[piece]?.() ?? piece);
}

const DIGITS: Readonly<Record<string, string>> = {
  yyyy: "\\d{4}",
  yy: "\\d\\d",
  MM: "\\d\\d",
  M: "\\d\\d?",
  dd: "\\d\\d",
  d: "\\d\\d?",
  HH: "\\d\\d",
  H: "\\d\\d?",
  hh: "\\d\\d",
  h: "\\d\\d?",
  mm: "\\d\\d",
  m: "\\d\\d?",
  ss: "\\d\\d",
  s: "\\d\\d?",
  zzz: "\\d{3}",
};

/** Milliseconds since 1970 of text in a format of numbers. */
function parsed(text: string, format: string): number {
  const found: string[] = [];
  const pattern = format
    .replaceAll(/[\\^$.*+?()[\]{}|]/g, "\\$&")
    .replaceAll(PIECES, (piece, quoted: string | undefined) => {
      if (quoted !== undefined) return quoted;
      if (DIGITS[piece] === undefined) throw noConversion(format, "a format of numbers (d, M, y, H, m, s)");
      found.push(piece[0]!);
      return `(${DIGITS[piece]})`;
    });
  const groups = new RegExp(`^\\s*${pattern}\\s*$`).exec(text)?.slice(1);
  if (groups === undefined) throw noConversion(text, `a date like ${format}`);
  const of = (letter: string, otherwise: number): number => Number(groups[found.indexOf(letter)] ?? otherwise);
  const year = of("y", 1970);
  const day = makeDate(year < 100 ? 1900 + year : year, of("M", 1), of("d", 1));
  const hour = found.includes("H") ? of("H", 0) : of("h", 0);
  return millisOf(day) + 1000 * (hour * 3600 + of("m", 0) * 60 + of("s", 0)) + of("z", 0);
}
