import { checkValues, parsing } from "../../src/schema/check-values.ts";
import { parameterNamed, type Parameter } from "../../src/schema/parameter.ts";
import type { LayerFacts } from "../../src/schema/parameter-type.ts";
import { layer } from "../../src/schema/types/layer.ts";

const schemaOf = (parameter: Parameter) => ({
  name: "sample",
  example: "%sample roads",
  parameters: { input: layer({ doc: "Features", optional: true }), given: parameter },
});

/** The value of one parameter, called `given`, and of QGIS `GIVEN`. @param facts of the layer that it has to do with */
export function read(parameter: Parameter, given: unknown, facts?: LayerFacts, key = "given"): unknown {
  return checkValues(schemaOf(parameter), { [key]: given }, () => facts)["given"];
}

/** How history and export print what was given. */
export function printed(parameter: Parameter, given: unknown, key = "given") {
  const schema = schemaOf(parameter);
  const at = parsing(schema, parameterNamed(schema.parameters, "given")!, { key });
  return { magic: parameter.type.toMagic(given, at), code: parameter.type.toCode(given, at) };
}
