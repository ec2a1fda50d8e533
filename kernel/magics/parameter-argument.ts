import type { Parameter } from "../../src/algorithms/algorithm.ts";
import type { MagicArgument } from "./catalog.ts";

/** How a magic takes an algorithm's parameter. */
export function argumentOf(parameter: Parameter): MagicArgument {
  const { name, doc } = parameter;
  const fallback = "default" in parameter ? parameter.default : undefined;
  const type = typeText(parameter);
  const base = {
    name,
    doc,
    ...(type === undefined ? {} : { typeText: type }),
    ...(fallback === undefined || fallback === false || String(fallback) === "" ? {} : { default: String(fallback) }),
  };
  switch (parameter.type) {
    case "layer":
      return { ...base, type: "layer", required: parameter.optional !== true };
    case "distance":
    case "text":
      return { ...base, type: "text", required: fallback === undefined };
    case "number":
    case "integer":
      return { ...base, type: "number", required: fallback === undefined };
    case "enum":
      return { ...base, type: "choice", values: parameter.values };
    case "boolean":
      return { ...base, type: "flag" };
    case "fields":
      return { ...base, type: "field", many: true };
    case "crs":
      return { ...base, type: "crs", required: fallback === undefined };
  }
}

/** The parameter's type as help shows it, with its unit and range. */
function typeText(parameter: Parameter): string | undefined {
  switch (parameter.type) {
    case "layer":
    case "boolean":
    case "text":
      return undefined;
    case "distance":
      return `distance${rangeText(parameter)}: 500m, 2km, 30ft on the ground, or a number in layer units`;
    case "number":
      return `number${rangeText(parameter)}`;
    case "integer":
      return `whole number${rangeText(parameter)}`;
    case "enum":
      return `or QGIS's index, 0 to ${parameter.values.length - 1}`;
    case "fields":
      return "field names, by comma";
    case "crs":
      return "CRS such as EPSG:3857";
  }
}

function rangeText({ min, max }: { readonly min?: number; readonly max?: number }): string {
  if (min !== undefined && max !== undefined) return `, ${min} to ${max}`;
  if (min !== undefined) return `, ${min} or more`;
  return max === undefined ? "" : `, at most ${max}`;
}
