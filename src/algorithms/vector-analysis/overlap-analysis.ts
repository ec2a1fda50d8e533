import { groundArea } from "../../crs/ground-measures.ts";
import { reprojectColumn } from "../../crs/reproject-column.ts";
import { SpatialError } from "../../errors.ts";
import { type GeometryColumn, Kind } from "../../geometry/column.ts";
import type { EngineGeometry } from "../../geometry/engine-geometry.ts";
import { layer } from "../../schema/types/layer.ts";
import { layers } from "../../schema/types/layers.ts";
import { checkKinds } from "../check-kinds.ts";
import type { FeatureRef } from "../runners/feature-ref.ts";
import { makeIndex, openIndex, type SharedIndex } from "../runners/spatial-index.ts";
import { inputOf, inputsOf, type Setup, type Tools } from "../setup.ts";
import type { FeatureAlgorithm } from "../shapes.ts";
import { columnOf } from "../vector-overlay/union-around.ts";

const parameters = {
  input: layer({ validity: "valid", doc: "Polygons" }),
  layers: layers({ doc: "Layers of polygons that may cover them" }),
};
type Table = typeof parameters;

interface Overlay {
  readonly geometry: GeometryColumn;
  readonly index: SharedIndex;
}

export const overlapAnalysis: FeatureAlgorithm<Table, readonly Overlay[]> = {
  shape: "feature",
  name: "overlapAnalysis",
  id: "native:calculatevectoroverlaps",
  title: "Overlap analysis",
  group: "Vector analysis",
  doc:
    "How much of each polygon the features of each of several layers cover together: its area in LAYER_area and its share in " +
    "percent in LAYER_pc. What several features of a layer cover counts once. Areas are those on the ground, in square metres, " +
    "where coordinates are longitude and latitude; else in squared layer units. Features without geometry have nulls.",
  tags: ["overlap", "area", "percentage", "cover", "intersection", "share"],
  example: "%overlap-analysis countries --layers near --as covered",
  parameters,
  fields: (setup) =>
    labelsOf(setup).flatMap((label) => [
      { name: `${label}_area`, type: "number" },
      { name: `${label}_pc`, type: "number" },
    ]),
  prepare(setup) {
    const { crs, geometry } = inputOf(setup, "input");
    checkKinds("input", geometry, [Kind.Polygon]);
    return inputsOf(setup, "layers").map((one) => {
      checkKinds("layers", one.geometry, [Kind.Polygon]);
      const moved = reprojectColumn(one.geometry, { from: one.crs, to: crs });
      return { geometry: moved, index: makeIndex(moved) };
    });
  },
  open(setup, tools, overlays) {
    const { crs } = inputOf(setup, "input");
    const covers = overlays.map((overlay) => openCover(overlay, tools));
    return (feature, out) => {
      const { column, index } = feature.place;
      const whole = groundArea(column, index, crs);
      const values = covers.flatMap((coverOf) => {
        const covered = coverOf(feature);
        const area = covered === undefined ? 0 : groundArea(columnOf(covered, tools.engine), 0, crs);
        return [area, whole > 0 ? (area / whole) * 100 : null];
      });
      out.keep(values);
    };
  },
};

function labelsOf(setup: Setup<Table>): readonly string[] {
  const labels = inputsOf(setup, "layers").map((_, i) => setup.labels?.["layers"]?.[i] ?? `layer${i + 1}`);
  const double = labels.find((label, i) => labels.indexOf(label) !== i);
  if (double === undefined) return labels;
  throw new SpatialError("BAD_ARGUMENT", `overlapAnalysis: layers has ${double} twice; give each layer once.`);
}

/** What of a feature the others cover together; undefined for nothing. */
function openCover({ geometry, index }: Overlay, { engine }: Tools) {
  const tree = openIndex(index);
  return (feature: FeatureRef): EngineGeometry | undefined => {
    const box = feature.bounds;
    const near = box === undefined ? [] : (tree?.search(...box) ?? []);
    const pieces = near
      .toSorted((a, b) => a - b)
      .map((row) => valid(engine.read(geometry, row), engine))
      .filter((other) => engine.test("intersects", feature.geometry, other))
      .map((other) => engine.intersection(feature.geometry, other));
    return pieces.length === 0 ? undefined : engine.union(pieces);
  };
}

/** Overlays know no invalid geometries; what a self-crossing covers is what its repair does. */
function valid(geometry: EngineGeometry, engine: Tools["engine"]): EngineGeometry {
  return engine.isValid(geometry) ? geometry : engine.makeValid(geometry);
}
