import { givenList, givenNumber, shownValue } from "../given-value.ts";
import { isWithin, type Limits, limitsText } from "../limits.ts";
import { parameter, type Stated } from "../parameter.ts";
import { type ParameterType, plainType } from "../parameter-type.ts";
import type { TypeFamily } from "../type-family.ts";

export interface NumbersStated extends Stated<readonly number[]>, Limits {
  /** At most so many. */
  readonly most?: number;
}

/** Several numbers, by commas or as a list. */
export function numbers<const S extends NumbersStated>(stated: S) {
  return parameter(numbersType(stated), stated);
}

function numbersType({ most = Infinity, ...limits }: NumbersStated): ParameterType<readonly number[]> {
  return plainType({
    id: "numbers",
    parse: (given, at) => {
      const items = (typeof given === "number" ? [given] : givenList(given))?.map(givenNumber);
      const values = items?.filter((item) => item !== undefined && isWithin(item, limits)) as number[] | undefined;
      if (values !== undefined && values.length > 0 && values.length === items?.length && values.length <= most)
        return values;
      const count = most === Infinity ? "" : `, at most ${most}`;
      throw at.refuse(`is ${shownValue(given)}; expected numbers by commas ${limitsText(limits)}${count}`.trimEnd());
    },
    typescript: () => "number | readonly number[] | string",
    argument: { type: "text", many: true, typeText: "numbers by commas" },
    sample: "1,2",
  });
}

export const numbersFamily: TypeFamily = {
  id: "numbers",
  members: "readonly min?: number; readonly max?: number",
  value: "readonly number[]",
  given: "number | readonly number[]",
  define: (definition) => {
    const { min, max } = definition.limits();
    return numbers({
      ...definition.stated(),
      ...(min === undefined ? {} : { min }),
      ...(max === undefined ? {} : { max }),
    });
  },
};
