import type { CrsId } from "../../crs/crs-id.ts";
import { toLayerUnits } from "../../crs/distance.ts";
import { SpatialError } from "../../errors.ts";
import { GeometryBuilder } from "../../geometry/builder.ts";
import { Kind } from "../../geometry/column.ts";
import { ColumnBuilder } from "../../layers/column-builder.ts";
import type { LayerData } from "../../layers/layer-data.ts";
import type { ValuesOf } from "../../schema/parameter.ts";
import { choice } from "../../schema/types/choice.ts";
import { crs } from "../../schema/types/crs.ts";
import { distance } from "../../schema/types/distance.ts";
import { extent } from "../../schema/types/extent.ts";
import type { WholeAlgorithm } from "../shapes.ts";
import { boundsIn } from "./bounds-in.ts";
import { type GridCell, gridCells, type GridOptions, GRID_TYPES, type GridType } from "./grid-cells.ts";

const parameters = {
  type: choice(GRID_TYPES, { default: "point", doc: "What the grid is made of" }),
  extent: extent({ doc: "What is covered" }),
  hSpacing: distance({ qgis: "HSPACING", default: 1, doc: "From one to the next along x" }),
  vSpacing: distance({ qgis: "VSPACING", default: 1, doc: "From one to the next along y; of hexagons the height" }),
  hOverlay: distance({ qgis: "HOVERLAY", default: 0, min: 0, doc: "What neighbours along x have in common" }),
  vOverlay: distance({ qgis: "VOVERLAY", default: 0, min: 0, doc: "What neighbours along y have in common" }),
  crs: crs({ optional: true, doc: "Of the grid; that of the extent if nothing is said, or EPSG:4326" }),
};
type Values = ValuesOf<typeof parameters>;

/** More make a layer that no machine shows; a mistake in the spacing is likelier. */
const MOST_CELLS = 50_000_000;

export const createGrid: WholeAlgorithm<typeof parameters> = {
  shape: "whole",
  name: "createGrid",
  id: "native:creategrid",
  title: "Create grid",
  group: "Vector creation",
  doc:
    "A grid of points, lines, rectangles, diamonds or hexagons over an extent, beginning in its upper left corner; the " +
    "last ones may reach beyond it. Its fields are id, counted from 1 down each column, and left, top, right and bottom. " +
    "An extent in another CRS than the grid's is brought into it. Hexagons are regular: their width follows from the " +
    "vertical spacing.",
  tags: ["grid", "fishnet", "raster", "mesh", "hexagon", "graticule"],
  example: "%create-grid --type hexagon --extent countries --h-spacing 2 --v-spacing 2 --as cells",
  parameters,
  run({ values }, { feedback }) {
    const target = values.crs ?? values.extent.crs ?? ("EPSG:4326" as CrsId);
    const options = optionsOf(values, target);
    const builder = new GeometryBuilder();
    const columns = FIELDS.map(({ type }) => new ColumnBuilder(type));
    let id = 0;
    for (const cell of gridCells(values.type, options)) {
      if (id % 1000 === 0) feedback.throwIfCanceled();
      addCell(builder, values.type, cell);
      const row = [id + 1, cell.left, cell.top, cell.right, cell.bottom];
      columns.forEach((column, i) => column.setNumber(id, row[i]!));
      if (++id > MOST_CELLS)
        throw refusal(values.type, `would have more than ${MOST_CELLS} features; give larger spacings`);
    }
    const layer: LayerData = {
      crs: target,
      geometry: builder.finish(),
      fields: FIELDS,
      columns: columns.map((column) => column.finish(id).column),
    };
    return { layer };
  },
};

const FIELDS = [
  { name: "id", type: "integer" },
  { name: "left", type: "number" },
  { name: "top", type: "number" },
  { name: "right", type: "number" },
  { name: "bottom", type: "number" },
] as const;

/** @throws SpatialError BAD_ARGUMENT for spacings that make no grid */
function optionsOf(values: Values, target: CrsId): GridOptions {
  const bounds = boundsIn(values.extent, target, "createGrid");
  const spacing = [toLayerUnits(values.hSpacing, target), toLayerUnits(values.vSpacing, target)] as const;
  const overlay = [toLayerUnits(values.hOverlay, target), toLayerUnits(values.vOverlay, target)] as const;
  const width = bounds[2] - bounds[0];
  const height = bounds[3] - bounds[1];
  for (const [i, name] of (["hSpacing", "vSpacing"] as const).entries()) {
    if (!(spacing[i]! > 0)) throw refusal(values.type, `needs a ${name} above 0; it is ${spacing[i]}`);
    if (overlay[i]! >= spacing[i]!)
      throw refusal(values.type, `has an overlay of ${overlay[i]}, which must be less than the ${name}, ${spacing[i]}`);
    if (spacing[i]! > [width, height][i]!)
      throw refusal(values.type, `has a ${name} of ${spacing[i]}, and the extent is ${[width, height][i]} only`);
  }
  return { bounds, spacing, overlay };
}

function refusal(type: GridType, problem: string): SpatialError {
  return new SpatialError("BAD_ARGUMENT", `createGrid: the grid of ${type}s ${problem}.`);
}

function addCell(builder: GeometryBuilder, type: GridType, { vertices }: GridCell): void {
  const kind = type === "point" ? Kind.Point : type === "line" ? Kind.LineString : Kind.Polygon;
  builder.beginFeature(kind);
  builder.beginPart(kind);
  builder.beginRing();
  for (let i = 0; i < vertices.length; i += 2) builder.addVertex(vertices[i]!, vertices[i + 1]!);
  builder.endFeature();
}
