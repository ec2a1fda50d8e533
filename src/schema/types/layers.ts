import { type InputMark, type Parameter, parameter } from "../parameter.ts";
import type { TypeFamily } from "../type-family.ts";
import { inputType, type LayerStated } from "./layer.ts";

/** Several layers, in the order given; a magic takes all words that are left. */
export function layers(stated: LayerStated): Parameter<InputMark> {
  return parameter(inputType("layers", { validity: stated.validity ?? "any", several: true, table: false }), stated);
}

/** Several layers, each under the name that the user's code sees it by. */
export function namedLayers(stated: Pick<LayerStated, "doc" | "optional">): Parameter<InputMark> {
  const type = inputType("layers", { validity: "any", several: true, table: true, named: true });
  return parameter({ ...type, typescript: () => "I" }, { ...stated, word: false });
}

/** The same for code that is not typed by them, such as SQL. */
export function tableLayers(stated: Pick<LayerStated, "doc" | "optional">): Parameter<InputMark> {
  const { type, ...others } = namedLayers(stated);
  return { ...others, type: { ...type, typescript: (from) => `Readonly<Record<string, ${from}LayerInput>>` } };
}

export const layersFamily: TypeFamily = {
  id: "layers",
  members: "readonly optional?: boolean",
  value: "readonly Layer[]",
  given: "readonly LayerInput[]",
  define: (definition) => layers(definition.stated()),
};
