import type { TypeFamily } from "./type-family.ts";
import { booleanFamily } from "./types/boolean.ts";
import { choiceFamily } from "./types/choice.ts";
import { colorFamily } from "./types/color.ts";
import { crsFamily } from "./types/crs.ts";
import { distanceFamily } from "./types/distance.ts";
import { expressionFamily } from "./types/expression.ts";
import { extentFamily } from "./types/extent.ts";
import { fieldsFamily } from "./types/fields.ts";
import { integerFamily } from "./types/integer.ts";
import { layerFamily } from "./types/layer.ts";
import { layersFamily } from "./types/layers.ts";
import { numberFamily } from "./types/number.ts";
import { numbersFamily } from "./types/numbers.ts";
import { tableFamily } from "./types/table.ts";
import { textFamily } from "./types/text.ts";

/** Every type a parameter may have; `geo.register`, its types and its messages are made from this list. */
export const PARAMETER_TYPES: readonly TypeFamily[] = [
  layerFamily,
  layersFamily,
  tableFamily,
  distanceFamily,
  numberFamily,
  integerFamily,
  choiceFamily,
  booleanFamily,
  fieldsFamily,
  crsFamily,
  textFamily,
  numbersFamily,
  colorFamily,
  expressionFamily,
  extentFamily,
];
