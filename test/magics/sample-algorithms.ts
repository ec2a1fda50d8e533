import type { AlgorithmSchema } from "../../src/algorithms/algorithm.ts";
import type { Table } from "../../src/schema/parameter.ts";
import { boolean } from "../../src/schema/types/boolean.ts";
import { choice } from "../../src/schema/types/choice.ts";
import { distance } from "../../src/schema/types/distance.ts";
import { fields } from "../../src/schema/types/fields.ts";
import { integer } from "../../src/schema/types/integer.ts";
import { layer } from "../../src/schema/types/layer.ts";
import { output } from "../../src/schema/types/output.ts";

/** Schemas to parse against; they are never run. */
function schema(name: string, parameters: Table): AlgorithmSchema {
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

const input = layer({ doc: "The layer.", validity: "valid" });

export const sampleAlgorithms: readonly AlgorithmSchema[] = [
  schema("buffer", {
    input,
    distance: distance({ doc: "How far." }),
    segments: integer({ doc: "Per quarter circle.", default: 5, min: 1, max: 64 }),
    endCapStyle: choice(["round", "flat", "square"], { doc: "Ends of lines.", default: "round" }),
    dissolve: boolean({ doc: "Unite the results." }),
  }),
  schema("clip", { input, overlay: layer({ doc: "What to keep." }) }),
  schema("dissolve", { input, field: fields({ doc: "Fields." }) }),
];

/** The same, and such as give more than a layer, or none. */
export const richAlgorithms: readonly AlgorithmSchema[] = [
  ...sampleAlgorithms,
  {
    ...schema("extractByLocation", { input, restAs: output({ doc: "The rest.", qgis: "FAIL_OUTPUT" }) }),
    others: ["rest"],
  },
  { ...schema("splitVectorLayer", { input }), gives: "layers" },
  { ...schema("nearestNeighbourAnalysis", { input }), gives: { NN_INDEX: "number" } },
];
