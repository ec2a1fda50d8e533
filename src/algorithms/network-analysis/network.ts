import { toLayerUnits } from "../../crs/distance.ts";
import { toText } from "../../layers/mixed-values.ts";
import { Kind } from "../../geometry/column.ts";
import { valueAt } from "../../layers/attributes.ts";
import type { LayerData } from "../../layers/layer-data.ts";
import type { ValuesOf } from "../../schema/parameter.ts";
import { checkKinds } from "../check-kinds.ts";
import { inputOf, type Setup, type Tools } from "../setup.ts";
import { measured } from "../vector-analysis/nearest-neighbour-analysis.ts";
import { ringsOf } from "../vector-geometry/rings.ts";
import type { NETWORK } from "./network-parameters.ts";
import { nearestSegments, type Segment } from "./tie-points.ts";
import { VertexSet } from "./vertex-set.ts";

export type Point = readonly [x: number, y: number];

export interface Edge {
  readonly from: number;
  readonly to: number;
  readonly cost: number;
}

/** Lines as vertices and what it costs to go from one to the next; places that are not on it are joined to it. */
export interface Network {
  readonly vertices: VertexSet;
  /** The vertex of each place; undefined where the network has no lines. */
  readonly places: readonly (number | undefined)[];
  /** Edges that leave a vertex, in the order of the lines. */
  readonly leaving: readonly (readonly Edge[])[];
}

interface Line {
  readonly row: number;
  readonly segments: readonly Segment[];
}

/**
 * Vertices are numbered in the order of the lines, then come the places, as in QGIS.
 * @param places in the CRS of the network
 */
export function networkOf(setup: Setup<typeof NETWORK>, places: readonly Point[], { feedback }: Tools): Network {
  const data = inputOf(setup, "input");
  checkKinds("input", data.geometry, [Kind.LineString]);
  const vertices = new VertexSet(toLayerUnits(setup.values.tolerance, data.crs));
  const lines = linesOf(data, vertices);
  feedback.throwIfCanceled();
  const segments = lines.flatMap((line) => line.segments);
  const ties = nearestSegments(segments, places);
  const tied = ties.map((tie) => tie && vertices.add(tie.point));
  const onSegment = new Map<Segment, number[]>();
  ties.forEach((tie, i) => {
    if (tie === undefined) return;
    onSegment.set(tie.segment, [...(onSegment.get(tie.segment) ?? []), tied[i]!]);
  });
  const leaving: Edge[][] = Array.from({ length: vertices.length }, () => []);
  const passage = passages(data, setup.values);
  for (const { row, segments: own } of lines) {
    feedback.throwIfCanceled();
    const { forward, backward, costOf } = passage(row);
    for (const segment of own) {
      const stops = stopsOf(segment, onSegment.get(segment) ?? [], vertices);
      for (let i = 1; i < stops.length; i++) {
        const [from, to] = [stops[i - 1]!, stops[i]!];
        const cost = costOf(measured(vertices.at(from), vertices.at(to), data.crs));
        if (forward) leaving[from]!.push({ from, to, cost });
        if (backward) leaving[to]!.push({ from: to, to: from, cost });
      }
    }
  }
  return { vertices, places: tied, leaving };
}

function linesOf({ geometry }: LayerData, vertices: VertexSet): readonly Line[] {
  const lines: Line[] = [];
  for (let row = 0; row < geometry.length; row++) {
    for (const { from, to } of ringsOf({ column: geometry, index: row })) {
      const numbers = Array.from({ length: to - from }, (_, i) =>
        vertices.add([geometry.xy[2 * (from + i)]!, geometry.xy[2 * (from + i) + 1]!]),
      );
      const segments = numbers.slice(1).flatMap((end, i): Segment[] => {
        const start = numbers[i]!;
        return start === end ? [] : [{ start, end, from: vertices.at(start), to: vertices.at(end) }];
      });
      lines.push({ row, segments });
    }
  }
  return lines;
}

/** The vertices along a segment: its ends, and the places that are joined to it in between. */
function stopsOf({ start, end, from }: Segment, tied: readonly number[], vertices: VertexSet): readonly number[] {
  const far = (vertex: number): number => {
    const [x, y] = vertices.at(vertex);
    return Math.hypot(x - from[0], y - from[1]);
  };
  const between = [...new Set(tied)].filter((vertex) => vertex !== start && vertex !== end);
  return [start, ...between.toSorted((a, b) => far(a) - far(b)), end];
}

type Values = ValuesOf<typeof NETWORK>;

/** Metres a second of a kilometre an hour; QGIS's cost of time is in seconds until it is told. */
const SECONDS = 3.6;
const HOUR = 3600;

/** How a line may be passed, and what its length costs. */
function passages(data: LayerData, values: Values) {
  const reader = (name: string | undefined) => {
    const at = data.fields.findIndex((field) => field.name === name);
    return (row: number) => (at < 0 ? null : valueAt(data.columns[at]!, data.fields[at]!, row));
  };
  const [direction, speed] = [reader(values.directionField), reader(values.speedField)];
  return (row: number) => {
    const way = wayOf(toText(direction(row) ?? ""), values);
    const given = Number(speed(row) ?? Number.NaN);
    const velocity = given > 0 ? given : values.defaultSpeed;
    return {
      forward: way !== "backward",
      backward: way !== "forward",
      costOf: (length: number) => (values.strategy === "shortest" ? length : (length * SECONDS) / velocity / HOUR),
    };
  };
}

function wayOf(value: string, { valueForward, valueBackward, valueBoth, defaultDirection }: Values) {
  if (value === "") return defaultDirection;
  if (value === valueBoth) return "both";
  if (value === valueForward) return "forward";
  return value === valueBackward ? "backward" : defaultDirection;
}
