import { crsInfo } from "../../crs/crs.ts";
import { type Distance, parseDistance, toLayerUnits } from "../../crs/distance.ts";
import { shownValue } from "../given-value.ts";
import { isWithin, type Limits, limitsHelp, limitsText } from "../limits.ts";
import { withName } from "../named-error.ts";
import { parameter, type Stated } from "../parameter.ts";
import { type ParameterType, type Parsing, plainType } from "../parameter-type.ts";
import type { TypeFamily } from "../type-family.ts";

export interface DistanceStated extends Stated<number | string>, Limits {}

/** A bare number is in layer units; "500m" is a length on the ground. */
export function distance<const S extends DistanceStated>(stated: S) {
  return parameter(distanceType(stated), stated);
}

/** On a geographic layer a larger bare number is taken for a mistake: somebody meant metres. */
const MOST_DEGREES = 5;

function distanceType(limits: Limits): ParameterType<Distance> {
  return plainType({
    id: "distance",
    parse: (given, at) => parse(given, at, limits),
    typescript: (from) => `${from}DistanceInput`,
    argument: {
      type: "text",
      typeText: `distance${limitsHelp(limits)}: 500m, 2km, 30ft on the ground, or a number in layer units`,
    },
    // a length without a unit is a number to TypeScript
    toCode: (given) => JSON.stringify(isBare(given) ? Number(given) : given),
    sample: "500m",
    toFunction: (value, crs) => {
      if (crs !== undefined) return toLayerUnits(value, crs);
      return value.in === "ground" ? value.metres : value.value;
    },
    isOnGround: (value) => value.in === "ground",
  });
}

function isBare(given: unknown): boolean {
  return typeof given === "string" && given.trim() !== "" && Number.isFinite(Number(given));
}

function parse(given: unknown, at: Parsing, limits: Limits): Distance {
  if (typeof given !== "number" && typeof given !== "string")
    throw at.refuse(`is ${shownValue(given)}; expected a length such as 500 or "500m"`);
  const crs = at.layer()?.crs;
  const length = withName(at.what, () => parseDistance(given, crs));
  const size = length.in === "layer" ? length.value : length.metres;
  if (!isWithin(size, limits)) throw at.refuse(`is ${shownValue(given)}; expected a length ${limitsText(limits)}`);
  const bare = typeof given === "number" || /\d$/.test(given.trim());
  if (crs !== undefined && bare && Math.abs(size) > MOST_DEGREES && crsInfo(crs).geographic)
    throw at.refuse(
      `is ${shownValue(given)} degrees, because the layer is in ${crs} (longitude and latitude). ` +
        `Give a unit: "${size}m" or "${size}km", or "${size}deg" if degrees are meant`,
    );
  return length;
}

export const distanceFamily: TypeFamily = {
  id: "distance",
  members: "readonly default?: number; readonly min?: number; readonly max?: number",
  value: "number",
  given: "DistanceInput",
  define: (definition) => distance({ ...definition.stated(), ...definition.limits() }),
};
