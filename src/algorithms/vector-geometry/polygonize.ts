import { GeometryBuilder } from "../../geometry/builder.ts";
import { Kind } from "../../geometry/column.ts";
import { boolean } from "../../schema/types/boolean.ts";
import { layer } from "../../schema/types/layer.ts";
import { checkKinds } from "../check-kinds.ts";
import { hilbertPositions } from "../hilbert.ts";
import { LayerBuilder } from "../layer-builder.ts";
import { partsAsFeatures } from "../parts.ts";
import { inputOf } from "../setup.ts";
import type { WholeAlgorithm } from "../shapes.ts";
import { uniteInOrder } from "../union-tree.ts";

const parameters = {
  input: layer({ doc: "Lines" }),
  keepFields: boolean({ doc: "Have the fields of the lines, all null: no polygon is of one line alone" }),
};

export const polygonize: WholeAlgorithm<typeof parameters> = {
  shape: "whole",
  name: "polygonize",
  id: "native:polygonize",
  title: "Polygonize",
  group: "Vector geometry",
  doc:
    "A polygon for each area that lines enclose together, wherever they cross or meet. Lines that end inside an area or lie apart are " +
    "left out. (Lines to polygons closes each line by itself.)",
  tags: ["create", "lines", "polygons", "convert", "areas", "faces", "close"],
  example: "%polygonize roads --keep-fields --as blocks",
  parameters,
  run(setup, tools) {
    const { engine, feedback } = tools;
    const data = inputOf(setup, "input");
    checkKinds("input", data.geometry, [Kind.LineString]);
    const faces = new GeometryBuilder();
    engine.scope(() => {
      const places = hilbertPositions(data.geometry);
      const rows = Array.from(data.geometry.kinds.keys()).filter((row) => data.geometry.kinds[row] !== Kind.Null);
      const lines = rows
        .toSorted((a, b) => places[a]! - places[b]! || a - b)
        .map((row) => engine.read(data.geometry, row));
      // a union of lines cuts them where they cross, one line alone too
      const united =
        lines.length < 2 ? engine.union(lines) : uniteInOrder(lines, tools, (share) => feedback.progress(0.8 * share));
      feedback.throwIfCanceled();
      engine.write(engine.polygonize(united), faces);
    });
    const polygons = partsAsFeatures(faces.finish());
    const out = new LayerBuilder(setup.values.keepFields ? data.fields : []);
    for (let i = 0; i < polygons.length; i++) out.add([], (builder) => builder.addFrom(polygons, i));
    return { layer: out.layer(data.crs) };
  },
};
