import type { NumberValues } from "./chart-values.ts";
import { linearScale, logScale, type Scale, timeScale } from "./scale.ts";

/** Around all values, with a little room on both sides. */
export function paddedScale({ title, type }: NumberValues, values: Float64Array, log: boolean): Scale {
  const [least, most] = limits(values);
  if (log)
    return logScale({ title, from: least / (most / least) ** 0.04 / 1.1, to: most * (most / least) ** 0.04 * 1.1 });
  const room = most === least ? 0.5 : (most - least) * 0.04;
  const span = { title, from: least - room, to: most + room };
  return type === "time" ? timeScale(span) : linearScale(span);
}

function limits(values: Float64Array): readonly [number, number] {
  if (values.length === 0) return [1, 10];
  let [least, most] = [Infinity, -Infinity];
  for (const value of values) {
    if (value < least) least = value;
    if (value > most) most = value;
  }
  return [least, most];
}
