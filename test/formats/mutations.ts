import type { Random } from "../tasks/simulation/random.ts";

/** What stands in a file where something else is expected. */
const ODD = [
  "1e999",
  "-1e999",
  "NaN",
  "null",
  "true",
  '""',
  '"x"',
  "[]",
  "{}",
  "[[]]",
  "[[[[[1]]]]]",
  "-1",
  "0.5",
  "1e15",
  "12345678901234567890",
  '{"type":"Point","coordinates":[1,2]}',
  '{"__proto__":null,"constructor":1}',
];
const DEEP = 3000;

type Mutation = (bytes: Buffer, random: Random) => Buffer;

const MUTATIONS: readonly Mutation[] = [
  (bytes, random) => splice(bytes, random.below(bytes.length), 1, Buffer.from([random.below(256)])),
  (bytes, random) => splice(bytes, random.below(bytes.length), random.below(20), Buffer.alloc(0)),
  (bytes, random) => bytes.subarray(0, random.below(bytes.length)),
  (bytes, random) => {
    const start = random.below(bytes.length);
    return splice(bytes, random.below(bytes.length), 0, bytes.subarray(start, start + random.below(60)));
  },
  (bytes, random) => splice(bytes, random.below(bytes.length), 0, Buffer.from(random.below(2) === 0 ? "[" : '{"a":')),
  (bytes, random) => splice(bytes, random.below(bytes.length), 0, Buffer.from("[".repeat(DEEP))),
  otherValue,
  otherValue,
  otherValue,
  otherValue,
];

/** A text with one to three faults; the same for the same seed. */
export function mutated(text: string, random: Random): Buffer {
  let bytes: Buffer = Buffer.from(text);
  for (let faults = 1 + random.below(3); faults > 0 && bytes.length > 0; faults--)
    bytes = MUTATIONS[random.below(MUTATIONS.length)]!(bytes, random);
  return bytes;
}

/** A value of the JSON, whichever, becomes an odd one, or one from elsewhere in the text. */
function otherValue(bytes: Buffer, random: Random): Buffer {
  const text = bytes.toString("latin1");
  const values = [...text.matchAll(/-?\d[\d.e+-]*|"(?:[^"\\]|\\.)*"|null|true|\[[^[\]{}]*\]|\{[^{}]*\}/g)];
  const value = values[random.below(Math.max(1, values.length))];
  if (value === undefined) return bytes;
  const other = random.below(3) === 0 ? values[random.below(values.length)]![0] : ODD[random.below(ODD.length)]!;
  return splice(bytes, value.index, value[0].length, Buffer.from(other, "latin1"));
}

function splice(bytes: Buffer, at: number, count: number, inserted: Buffer): Buffer {
  return Buffer.concat([bytes.subarray(0, at), inserted, bytes.subarray(at + count)]);
}
