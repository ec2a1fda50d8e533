import type { AlgorithmSchema, Parameter } from "../../src/algorithms/algorithm.ts";

/** Schemas to parse against; they are never run. */
function schema(name: string, parameters: readonly Parameter[]): AlgorithmSchema {
  return {
    name,
    id: `native:${name}`,
    title: `${name.slice(0, 1).toUpperCase()}${name.slice(1)}`,
    group: "Vector geometry",
    doc: `Makes a ${name}. Empty geometries stay empty.`,
    tags: [name, "geometry"],
    example: `%${name} roads --as out`,
    parameters,
  };
}

const input: Parameter = { name: "input", qgis: "INPUT", doc: "The layer.", type: "layer", validity: "valid" };

export const sampleAlgorithms: readonly AlgorithmSchema[] = [
  schema("buffer", [
    input,
    { name: "distance", qgis: "DISTANCE", doc: "How far.", type: "distance" },
    { name: "segments", qgis: "SEGMENTS", doc: "Per quarter circle.", type: "integer", default: 5, min: 1, max: 64 },
    {
      name: "endCapStyle",
      qgis: "END_CAP_STYLE",
      doc: "Ends of lines.",
      type: "enum",
      values: ["round", "flat", "square"],
      default: "round",
    },
    { name: "dissolve", qgis: "DISSOLVE", doc: "Unite the results.", type: "boolean", default: false },
  ]),
  schema("clip", [input, { name: "overlay", qgis: "OVERLAY", doc: "What to keep.", type: "layer" }]),
  schema("dissolve", [input, { name: "field", qgis: "FIELD", doc: "Fields.", type: "fields", default: [] }]),
];
