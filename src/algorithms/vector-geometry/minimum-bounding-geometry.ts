import { GeometryBuilder } from "../../geometry/builder.ts";
import { boundsOf } from "../../geometry/bounds.ts";
import { type GeometryColumn, Kind } from "../../geometry/column.ts";
import { takeColumn } from "../../geometry/append.ts";
import { featureArea, featureLength } from "../../geometry/measures.ts";
import type { Field } from "../../layers/layer-data.ts";
import { valueAt } from "../../layers/attributes.ts";
import { choice } from "../../schema/types/choice.ts";
import { layer } from "../../schema/types/layer.ts";
import { oneField } from "../../schema/types/one-field.ts";
import { groupFeatures, membersOf } from "../groups.ts";
import { LayerBuilder } from "../layer-builder.ts";
import { addParts } from "../parts.ts";
import { inputOf, type Tools } from "../setup.ts";
import type { WholeAlgorithm } from "../shapes.ts";
import { addCircle } from "./minimum-enclosing-circle.ts";
import { smallestBox } from "./oriented-minimum-bounding-box.ts";
import { smallestCircle } from "./smallest-circle.ts";

const TYPES = ["envelope", "oriented-rectangle", "circle", "convex-hull"] as const;

const parameters = {
  input: layer({ doc: "Features of any kind" }),
  field: oneField({ optional: true, doc: "Features with the same value are bounded together; all if none is named" }),
  type: choice(TYPES, { default: "envelope", doc: "What is put around them" }),
};

export const minimumBoundingGeometry: WholeAlgorithm<typeof parameters> = {
  shape: "whole",
  name: "minimumBoundingGeometry",
  id: "qgis:minimumboundinggeometry",
  title: "Minimum bounding geometry",
  group: "Vector geometry",
  doc:
    "An upright rectangle, the smallest rectangle in any direction, the smallest circle or the convex hull around all features, or " +
    "around those with the same value in a field, as a polygon each. Fields are id, counted from 0, the field, and measures in layer " +
    "units: of rectangles width, height (and angle), area and perimeter, of circles radius and area, of hulls area and perimeter. " +
    "What has no area, such as a single point, has no such polygon and is left out.",
  tags: ["bounding", "box", "bounds", "envelope", "minimum", "oriented", "rectangle", "circle", "convex", "hull"],
  example: "%minimum-bounding-geometry countries --field continent --type convex-hull --as hulls",
  parameters,
  run(setup, tools) {
    const data = inputOf(setup, "input");
    const { field, type } = setup.values;
    const at = data.fields.findIndex(({ name }) => name === field);
    const grouped = field === undefined ? [] : [field];
    const out = new LayerBuilder([
      { name: "id", type: "integer" },
      ...(field === undefined ? [] : [data.fields[at]!]),
      ...MEASURES[type].map((name): Field => ({ name, type: "number" })),
    ]);
    const groups = membersOf(groupFeatures(data, grouped));
    groups.forEach((rows, i) => {
      tools.feedback.throwIfCanceled();
      tools.feedback.progress(i / groups.length);
      const bounded = around(hullOf(takeColumn(data.geometry, rows), tools), type);
      if (bounded === undefined) return;
      const value = field === undefined ? [] : [valueAt(data.columns[at]!, data.fields[at]!, rows[0]!)];
      out.add([i, ...value, ...bounded.measures], bounded.write);
    });
    return { layer: out.layer(data.crs) };
  },
};

const MEASURES = {
  envelope: ["width", "height", "area", "perimeter"],
  "oriented-rectangle": ["width", "height", "angle", "area", "perimeter"],
  circle: ["radius", "area"],
  "convex-hull": ["area", "perimeter"],
} as const;

interface Bounded {
  readonly measures: readonly number[];
  readonly write: (builder: GeometryBuilder) => void;
}

function hullOf(column: GeometryColumn, { engine }: Tools): GeometryColumn {
  const all = new GeometryBuilder();
  all.beginFeature(Kind.GeometryCollection);
  addParts(all, column);
  all.endFeature();
  const hull = new GeometryBuilder();
  engine.scope(() => engine.write(engine.convexHull(engine.read(all.finish(), 0)), hull));
  return hull.finish();
}

/** What is smallest around the hull is so around what it is the hull of. */
function around(hull: GeometryColumn, type: (typeof TYPES)[number]): Bounded | undefined {
  const bounds = boundsOf(hull);
  if (bounds === undefined) return undefined;
  const [minX, minY, maxX, maxY] = bounds;
  switch (type) {
    case "envelope": {
      const [width, height] = [maxX - minX, maxY - minY];
      const corners = Float64Array.of(minX, minY, maxX, minY, maxX, maxY, minX, maxY, minX, minY);
      return { measures: [width, height, width * height, 2 * (width + height)], write: ring(corners) };
    }
    case "oriented-rectangle": {
      const box = smallestBox(hull.xy);
      if (box === undefined) return undefined;
      const { width, height, angle, corners } = box;
      return { measures: [width, height, angle, width * height, 2 * (width + height)], write: ring(corners) };
    }
    case "circle": {
      const circle = smallestCircle(hull.xy)!;
      const write = (builder: GeometryBuilder): void => addCircle(builder, circle, CIRCLE_SEGMENTS);
      return { measures: [circle.radius, Math.PI * circle.radius ** 2], write };
    }
    case "convex-hull":
      if (hull.kinds[0] !== Kind.Polygon) return undefined;
      return { measures: [featureArea(hull, 0), featureLength(hull, 0)], write: (builder) => builder.addFrom(hull, 0) };
  }
}

const CIRCLE_SEGMENTS = 72;

function ring(corners: Float64Array): (builder: GeometryBuilder) => void {
  return (builder) => {
    builder.beginFeature(Kind.Polygon);
    builder.beginPart(Kind.Polygon);
    builder.beginRing();
    builder.addVertices(corners);
    builder.endFeature();
  };
}
