import { parseCrsId } from "../../crs/crs-id.ts";
import { rowOf } from "../../crs/crs.ts";
import { groundArea, groundLength } from "../../crs/ground-measures.ts";
import { reprojectColumn } from "../../crs/reproject-column.ts";
import { SpatialError } from "../../errors.ts";
import { sliceColumn } from "../../geometry/append.ts";
import { GeometryBuilder } from "../../geometry/builder.ts";
import { type GeometryColumn, Kind } from "../../geometry/column.ts";
import { columnType, kindAt } from "../../geometry/kind.ts";
import { featureLength } from "../../geometry/measures.ts";
import { columnRange } from "../../geometry/shared-column.ts";
import { ColumnBuilder } from "../../layers/column-builder.ts";
import type { Field, FieldType, LayerData } from "../../layers/layer-data.ts";
import { choice } from "../../schema/types/choice.ts";
import { layer } from "../../schema/types/layer.ts";
import { inputOf, type Setup } from "../setup.ts";
import type { RowsAlgorithm } from "../shapes.ts";

const METHODS = ["layer-crs", "project-crs", "ellipsoidal"] as const;

const parameters = {
  input: layer({ doc: "Features of one kind" }),
  calcMethod: choice(METHODS, {
    default: "layer-crs",
    doc: "How lengths and areas are measured; there is no project whose CRS could be used",
  }),
};
type Table = typeof parameters;

export const addGeometryAttributes: RowsAlgorithm<Table> = {
  shape: "rows",
  name: "addGeometryAttributes",
  id: "qgis:exportaddgeometrycolumns",
  title: "Add geometry attributes",
  group: "Vector geometry",
  doc:
    "The layer with fields that measure its features: area and perimeter of polygons; length, straightdis (from end to " +
    "end) and sinuosity of lines, of multi-part ones the length alone; xcoord and ycoord of points, zcoord and mvalue where " +
    "they have them; numparts of multi-points. Where the CRS is projected measures are planar and in its units, or by " +
    "ellipsoidal on the ground in metres; where coordinates are longitude and latitude they are on the ground either way. " +
    "Sinuosity is planar. A field that the layer has is kept, and the new one is called name_2.",
  tags: ["area", "length", "perimeter", "measure", "x", "y", "coordinates", "sinuosity", "fields"],
  example: "%add-geometry-attributes countries --as measured",
  parameters,
  fields(setup) {
    const { fields } = inputOf(setup, "input");
    const taken = new Set(fields.map(({ name }) => name));
    const made = measuresOf(setup).map(({ name: wanted, type }): Field => {
      let name = wanted;
      for (let n = 2; taken.has(name); n++) name = `${wanted}_${n}`;
      taken.add(name);
      return { name, type };
    });
    return [...fields.map(({ name, type }, from) => ({ name, type, from })), ...made];
  },
  open(setup) {
    const data = inputOf(setup, "input");
    const measures = measuresOf(setup);
    return (start, end) => {
      const part = partOf(data, [start, end], setup.values.calcMethod);
      return {
        made: measures.map(({ type, measure }) => {
          const builder = new ColumnBuilder(type);
          for (let i = 0; i < end - start; i++)
            if (kindAt(part.own, i) !== Kind.Null) builder.setNumber(i, measure(part, i));
          return builder.finish(end - start).column;
        }),
      };
    };
  },
  warn(setup, feedback) {
    const { crs } = inputOf(setup, "input");
    const isOnGround = rowOf(crs).geographic || setup.values.calcMethod === "ellipsoidal";
    const how = isOnGround ? "on the ellipsoid, in metres" : `planar, in units of ${crs}`;
    feedback.log("info", `Lengths and areas are ${how}.`);
  },
};

/** Features of a range: as they are, and as they are measured. */
interface Part {
  readonly own: GeometryColumn;
  readonly measured: GeometryColumn;
  readonly crs: LayerData["crs"];
}

interface Measure {
  readonly name: string;
  readonly type: FieldType;
  /** NaN for none. */
  readonly measure: (part: Part, index: number) => number;
}

function partOf({ geometry, crs }: LayerData, [start, end]: readonly [number, number], method: string): Part {
  const own = sliceColumn(geometry, start, end);
  if (method !== "ellipsoidal" || rowOf(crs).geographic) return { own, measured: own, crs };
  const globe = parseCrsId("EPSG:4326");
  return { own, measured: reprojectColumn(own, { from: crs, to: globe }), crs: globe };
}

const LENGTH = number("length", ({ measured, crs }, i) => groundLength(measured, i, crs));
const AREAS = [
  number("area", ({ measured, crs }, i) => groundArea(measured, i, crs)),
  number("perimeter", ({ measured, crs }, i) => groundLength(measured, i, crs)),
];
const LINES = [
  LENGTH,
  number("straightdis", ({ measured, crs }, i) => groundLength(chord(measured, i), 0, crs)),
  // a closed line has none
  number("sinuosity", ({ own }, i) => featureLength(own, i) / featureLength(chord(own, i), 0)),
];
const NUMPARTS: Measure = {
  name: "numparts",
  type: "integer",
  measure: ({ own }, i) => own.geomOffsets[i + 1]! - own.geomOffsets[i]!,
};

/** @throws SpatialError BAD_ARGUMENT for what has no measures in common, and for the CRS of a project */
function measuresOf(setup: Setup<Table>): readonly Measure[] {
  if (setup.values.calcMethod === "project-crs")
    throw refusal("calcMethod is project-crs, and there is no project; use layer-crs, or reproject the layer first");
  const { geometry } = inputOf(setup, "input");
  const type = columnType(geometry);
  switch (type) {
    case "Polygon":
    case "MultiPolygon":
      return AREAS;
    case "LineString":
      return LINES;
    case "MultiLineString":
      return [LENGTH];
    case "Point":
      return coordinatesOf(geometry);
    case "MultiPoint":
      return [NUMPARTS];
    case "No geometry":
      return [];
    case "Geometry":
    case "GeometryCollection":
      throw refusal("the layer has features of several kinds; extract those of one kind first");
  }
}

function coordinatesOf({ z, m }: GeometryColumn): readonly Measure[] {
  return [
    number("xcoord", ({ own }, i) => own.xy[2 * firstVertex(own, i)] ?? Number.NaN),
    number("ycoord", ({ own }, i) => own.xy[2 * firstVertex(own, i) + 1] ?? Number.NaN),
    ...(z ? [number("zcoord", ({ own }, i) => own.z?.[firstVertex(own, i)] ?? Number.NaN)] : []),
    ...(m ? [number("mvalue", ({ own }, i) => own.m?.[firstVertex(own, i)] ?? Number.NaN)] : []),
  ];
}

function firstVertex(column: GeometryColumn, index: number): number {
  return columnRange(column, index, index + 1).vertexStart;
}

/** From a line's beginning to its end. */
function chord(column: GeometryColumn, index: number): GeometryColumn {
  const { vertexStart, vertexEnd } = columnRange(column, index, index + 1);
  const builder = new GeometryBuilder(2);
  builder.beginFeature(Kind.LineString);
  if (vertexEnd > vertexStart) {
    builder.beginPart(Kind.LineString);
    builder.beginRing();
    builder.addVertices(column.xy, vertexStart, vertexStart + 1);
    builder.addVertices(column.xy, vertexEnd - 1, vertexEnd);
  }
  builder.endFeature();
  return builder.finish();
}

function number(name: string, measure: Measure["measure"]): Measure {
  return { name, type: "number", measure };
}

function refusal(problem: string): SpatialError {
  return new SpatialError("BAD_ARGUMENT", `addGeometryAttributes: ${problem}.`);
}
