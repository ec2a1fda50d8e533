import { checkValues } from "../../src/schema/check-values.ts";
import { parsing } from "../../src/schema/check-values.ts";
import { namedParameters, type Parameter } from "../../src/schema/parameter.ts";
import type { LayerFacts } from "../../src/schema/parameter-type.ts";

const schemaOf = (parameter: Parameter) => ({ name: "sample", example: "%sample", parameters: { given: parameter } });

/** The value of one parameter, called `given`, and of QGIS `GIVEN`. @param layer the one it has to do with */
export function read(parameter: Parameter, given: unknown, layer?: LayerFacts, key = "given"): unknown {
  return checkValues(schemaOf(parameter), { [key]: given }, () => layer)["given"];
}

/** How history and export print what was given. */
export function printed(parameter: Parameter, given: unknown, key = "given") {
  const schema = schemaOf(parameter);
  const [named] = namedParameters(schema.parameters);
  const at = parsing(schema, named!, { key });
  return { magic: parameter.type.toMagic(given, at), code: parameter.type.toCode(given, at) };
}
