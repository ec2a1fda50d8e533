import { toLayerUnits } from "../../crs/distance.ts";
import { GeometryBuilder } from "../../geometry/builder.ts";
import { Kind } from "../../geometry/column.ts";
import { boolean } from "../../schema/types/boolean.ts";
import { distance } from "../../schema/types/distance.ts";
import { layer } from "../../schema/types/layer.ts";
import { checkKinds } from "../check-kinds.ts";
import { addNull } from "../runners/feature-sink.ts";
import { inputOf } from "../setup.ts";
import type { WholeAlgorithm } from "../shapes.ts";

const parameters = {
  input: layer({ doc: "Polygons that share borders" }),
  tolerance: distance({ default: 1, min: 0, doc: "About the side of the largest detail that goes, such as 500m" }),
  keepOutside: boolean({ doc: "Whether borders that are not shared stay as they are" }),
};

export const coverageSimplify: WholeAlgorithm<typeof parameters> = {
  shape: "whole",
  name: "coverageSimplify",
  id: "coveragesimplify",
  title: "Coverage simplify",
  group: "Vector geometry",
  doc:
    "Simplifies polygons of a layer together, so that borders that two of them share stay shared, without gaps and overlaps " +
    "(Visvalingam-Whyatt). Neighbours must have the same vertices where they meet: where they do not, borders are taken for " +
    "their own, with a warning. Attributes and order are kept. It needs the engine geos. QGIS 3.22 has none.",
  tags: ["simplify", "generalize", "topology", "coverage", "shared", "border", "thin"],
  example: "%coverage-simplify countries --tolerance 0.1 --as coarse",
  parameters,
  run(setup, { engine, feedback }) {
    const data = inputOf(setup, "input");
    const { geometry } = data;
    checkKinds("input", geometry, [Kind.Polygon]);
    const tolerance = toLayerUnits(setup.values.tolerance, data.crs);
    const { keepOutside } = setup.values;
    const builder = new GeometryBuilder();
    engine.scope(() => {
      const rows = Array.from(geometry.kinds.keys()).filter((row) => geometry.kinds[row] !== Kind.Null);
      const polygons = rows.map((row) => engine.read(geometry, row));
      if (!engine.coverageIsValid(polygons, { gapWidth: 0 }))
        feedback.log(
          "warning",
          "Some polygons overlap, or differ in their vertices where they meet: borders there may come apart.",
        );
      feedback.throwIfCanceled();
      const simplified = engine.coverageSimplify(polygons, tolerance, { keepOutside });
      let next = 0;
      for (const kind of geometry.kinds) {
        if (kind === Kind.Null) addNull(builder);
        else engine.write(simplified[next++]!, builder);
      }
    });
    return { layer: { ...data, geometry: builder.finish() } };
  },
};
