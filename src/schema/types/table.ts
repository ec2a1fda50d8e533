import { type InputMark, type Parameter, parameter } from "../parameter.ts";
import type { TypeFamily } from "../type-family.ts";
import { inputType, type LayerStated } from "./layer.ts";

/** A layer of which only rows and columns matter: it may have no geometry. */
export function table(stated: LayerStated): Parameter<InputMark> {
  return parameter(inputType("table", { validity: stated.validity ?? "any", several: false, table: true }), stated);
}

export const tableFamily: TypeFamily = {
  id: "table",
  members: "readonly optional?: boolean",
  value: "K extends { readonly optional: true } ? Layer | undefined : Layer",
  given: "LayerInput",
  define: (definition) => table(definition.stated()),
};
