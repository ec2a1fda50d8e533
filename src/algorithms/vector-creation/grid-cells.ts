import type { Bounds } from "../../geometry/column.ts";

export interface GridOptions {
  readonly bounds: Bounds;
  readonly spacing: readonly [x: number, y: number];
  /** What a cell has in common with its neighbour. */
  readonly overlay: readonly [x: number, y: number];
}

/** One feature of a grid: its vertices, x and y in turn, and the sides that its attributes tell. */
export interface GridCell {
  readonly vertices: readonly number[];
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

export const GRID_TYPES = ["point", "line", "rectangle", "diamond", "hexagon"] as const;
export type GridType = (typeof GRID_TYPES)[number];

/** Cells in QGIS's order: columns from the left, each from the top; of lines first those that run west to east. */
export function gridCells(type: GridType, options: GridOptions): Iterable<GridCell> {
  switch (type) {
    case "point":
      return points(options);
    case "line":
      return lines(options);
    case "rectangle":
      return rectangles(options);
    case "diamond":
      return diamonds(options);
    case "hexagon":
      return hexagons(options);
  }
}

function* points({ bounds, spacing: [dx, dy], overlay: [ox, oy] }: GridOptions): Iterable<GridCell> {
  const [minX, minY, maxX, maxY] = bounds;
  for (const [column, row] of places(Math.ceil((maxX - minX) / (dx - ox)), Math.ceil((maxY - minY) / (dy - oy)))) {
    const x = minX + (column * dx - column * ox);
    const y = maxY - (row * dy - row * oy);
    yield { vertices: [x, y], left: x, top: y, right: x + dx, bottom: y + dy };
  }
}

/** With an overlay the distances alternate: what is left of the spacing, and the overlay. */
function* lines({ bounds, spacing: [dx, dy], overlay: [ox, oy] }: GridOptions): Iterable<GridCell> {
  const [minX, minY, maxX, maxY] = bounds;
  const down = oy > 0 ? [dy - oy, oy] : [dy, dy];
  for (let y = maxY, line = 0; y >= minY; y -= down[line++ % 2]!)
    yield { vertices: [minX, y, maxX, y], left: minX, top: y, right: maxX, bottom: y };
  const right = ox > 0 ? [dx - ox, ox] : [dx, dx];
  for (let x = minX, line = 0; x <= maxX; x += right[line++ % 2]!)
    yield { vertices: [x, maxY, x, minY], left: x, top: maxY, right: x, bottom: minY };
}

function* rectangles({ bounds, spacing: [dx, dy], overlay: [ox, oy] }: GridOptions): Iterable<GridCell> {
  const [minX, minY, maxX, maxY] = bounds;
  for (const [column, row] of places(Math.ceil((maxX - minX) / (dx - ox)), Math.ceil((maxY - minY) / (dy - oy)))) {
    const left = minX + (column * dx - column * ox);
    const top = maxY - (row * dy - row * oy);
    const [right, bottom] = [left + dx, top - dy];
    yield { vertices: [left, top, right, top, right, bottom, left, bottom], left, top, right, bottom };
  }
}

function* diamonds({ bounds, spacing, overlay: [ox, oy] }: GridOptions): Iterable<GridCell> {
  const [minX, minY, maxX, maxY] = bounds;
  const [halfX, halfY] = [spacing[0] / 2, spacing[1] / 2];
  const columns = Math.ceil((maxX - minX) / (halfX - ox / 2));
  const rows = Math.ceil((maxY - minY) / (spacing[1] - oy / 2));
  for (const [column, row] of places(columns, rows)) {
    const x = minX - column * (ox / 2);
    const y = maxY + row * (oy / 2);
    const down = 2 * row + (column % 2);
    const [x1, x2, x3] = [x + column * halfX, x + (column + 1) * halfX, x + (column + 2) * halfX];
    const [y1, y2, y3] = [y - down * halfY, y - (down + 1) * halfY, y - (down + 2) * halfY];
    yield { vertices: [x1, y2, x2, y1, x3, y2, x2, y3], left: x1, top: y1, right: x3, bottom: y3 };
  }
}

/** Halves of a regular hexagon's upper side, and what lies beyond it, in heights. */
const [LOW, HIGH] = [0.288675134594813, 0.577350269189626];

/** Regular ones: their width follows from their height. */
function* hexagons({ bounds, spacing: [, dy], overlay: [ox, oy] }: GridOptions): Iterable<GridCell> {
  const [minX, minY, maxX, maxY] = bounds;
  const width = LOW * dy + HIGH * dy;
  const step = width - ox;
  const side = HIGH * dy - LOW * dy;
  const columns = Math.ceil((maxX - minX) / step);
  const rows = Math.ceil((maxY - minY) / (dy - oy));
  for (const [column, row] of places(columns, rows)) {
    const x1 = minX + column * step;
    const [x2, x3] = [x1 + side, x1 + width];
    const x4 = x3 + side;
    const y = maxY + row * oy;
    const down = 2 * row + (column % 2);
    const [y1, y2, y3] = [y - down * (dy / 2), y - (down + 1) * (dy / 2), y - (down + 2) * (dy / 2)];
    yield { vertices: [x1, y2, x2, y1, x3, y1, x4, y2, x3, y3, x2, y3], left: x1, top: y1, right: x4, bottom: y3 };
  }
}

function* places(columns: number, rows: number): Iterable<readonly [column: number, row: number]> {
  for (let column = 0; column < columns; column++) for (let row = 0; row < rows; row++) yield [column, row];
}
