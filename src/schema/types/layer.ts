import { type InputMark, type Parameter, parameter, type Stated } from "../parameter.ts";
import { LATER, type InputNeeds, type ParameterType, plainType } from "../parameter-type.ts";
import type { TypeFamily } from "../type-family.ts";

export interface LayerStated extends Pick<Stated<never>, "doc" | "qgis" | "optional" | "word"> {
  /** Whether its geometries must be valid, which `--invalid` sees to; "any" where nothing is said. */
  readonly validity?: "valid" | "any";
}

/** A layer: itself, the task that makes it, or its name. */
export function layer(stated: LayerStated): Parameter<InputMark> {
  return parameter(inputType("layer", { validity: stated.validity ?? "any", several: false, table: false }), stated);
}

/** A type whose value is one or several layers. They are resolved by the caller, and go into the task beside the values. */
export function inputType(id: string, input: InputNeeds): ParameterType<InputMark> {
  return {
    ...plainType<InputMark>({
      id,
      parse: () => LATER,
      typescript: (from) => (input.several ? `readonly ${from}LayerInput[]` : `${from}LayerInput`),
      argument: { type: "layer", ...(input.several ? { many: true } : {}) },
      sample: input.several ? "first second" : "roads",
    }),
    references: (given) => {
      if (input.named === true) return Object.values(given as object);
      return input.several && Array.isArray(given) ? given : [given];
    },
    input,
  };
}

export const layerFamily: TypeFamily = {
  id: "layer",
  members: "readonly optional?: boolean",
  value: "K extends { readonly optional: true } ? Layer | undefined : Layer",
  given: "LayerInput",
  define: (definition) => layer(definition.stated()),
};
