import type { TypeFamily } from "./type-family.ts";
import { aggregatesFamily } from "./types/aggregates.ts";
import { bandFamily } from "./types/band.ts";
import { booleanFamily } from "./types/boolean.ts";
import { boundsFamily } from "./types/bounds.ts";
import { choiceFamily } from "./types/choice.ts";
import { colorFamily } from "./types/color.ts";
import { crsFamily } from "./types/crs.ts";
import { dateFamily } from "./types/date.ts";
import { distanceFamily } from "./types/distance.ts";
import { expressionFamily } from "./types/expression.ts";
import { extentFamily } from "./types/extent.ts";
import { fieldFamily } from "./types/field.ts";
import { fieldMappingFamily } from "./types/field-mapping.ts";
import { fieldsFamily } from "./types/fields.ts";
import { fileFamily } from "./types/file.ts";
import { integerFamily } from "./types/integer.ts";
import { layerFamily } from "./types/layer.ts";
import { layersFamily } from "./types/layers.ts";
import { numberFamily } from "./types/number.ts";
import { numbersFamily } from "./types/numbers.ts";
import { pointFamily } from "./types/point.ts";
import { rangeFamily } from "./types/range.ts";
import { seedFamily } from "./types/seed.ts";
import { sortFamily } from "./types/sort.ts";
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
  expressionFamily,
  extentFamily,
  boundsFamily,
  pointFamily,
  fieldFamily,
  sortFamily,
  fieldMappingFamily,
  aggregatesFamily,
  rangeFamily,
  bandFamily,
  seedFamily,
  colorFamily,
  dateFamily,
  fileFamily,
];
