import type { GeometryBuilder } from "../../geometry/builder.ts";
import { Kind } from "../../geometry/column.ts";
import { boolean } from "../../schema/types/boolean.ts";
import { number } from "../../schema/types/number.ts";
import { output } from "../../schema/types/output.ts";
import type { AttributeValue } from "../../layers/attributes.ts";
import type { Field, LayerData } from "../../layers/layer-data.ts";
import { joinedFields, madeOf } from "../../layers/joined-fields.ts";
import { LayerBuilder } from "../layer-builder.ts";
import { inputOf, type Setup, type Tools } from "../setup.ts";
import { type Edge, type Network, networkOf, type Point } from "./network.ts";
import { NETWORK } from "./network-parameters.ts";
import { pointText } from "./places.ts";
import { type Costs, costsFrom } from "./shortest-paths.ts";

export const SERVICE_AREA = {
  ...NETWORK,
  travelCost: number({
    qgis: "TRAVEL_COST2",
    default: 0,
    min: 0,
    doc: "How far: a length on the network, or hours of the fastest way",
  }),
  includeBounds: boolean({ doc: "Tell also the ends of the edges that are left unfinished" }),
  pointsAs: output({ qgis: "OUTPUT", doc: "Name of a layer of the points that bound the area" }),
};

/** A place to begin from, and what its feature has. */
export interface Origin {
  readonly point: Point;
  readonly values: readonly AttributeValue[];
}

const FIELDS = [
  { name: "type", type: "string" },
  { name: "start", type: "string" },
] as const;

/** What can be come to from each origin: lines, and beside them the points where they end and those on the way. */
export function serviceAreas(
  setup: Setup<typeof SERVICE_AREA>,
  { origins, fields }: { readonly origins: readonly Origin[]; readonly fields: readonly Field[] },
  tools: Tools,
): { readonly layer: LayerData; readonly others: Readonly<Record<string, LayerData>> } {
  const { crs } = inputOf(setup, "input");
  const { travelCost, includeBounds } = setup.values;
  const network = networkOf(
    setup,
    origins.map(({ point }) => point),
    tools,
  );
  const all = [...fields, ...madeOf(joinedFields(fields, FIELDS, {}))];
  const [lines, points] = [new LayerBuilder(all), new LayerBuilder(all)];
  origins.forEach(({ point, values }, i) => {
    tools.feedback.progress(i / origins.length);
    const start = network.places[i];
    if (start === undefined) return;
    const reached = areaAround(network, costsFrom(network, start, tools.feedback, travelCost), travelCost);
    const row = (type: string): readonly AttributeValue[] => [...values, type, pointText(point)];
    points.add(row("within"), (builder) => addPoints(builder, reached.within));
    if (includeBounds) {
      points.add(row("upper"), (builder) => addPoints(builder, reached.upper));
      points.add(row("lower"), (builder) => addPoints(builder, reached.lower));
    }
    lines.add(row("lines"), (builder) => addLines(builder, reached.lines));
  });
  return { layer: lines.layer(crs), others: { points: points.layer(crs) } };
}

interface Area {
  readonly lines: readonly (readonly [Point, Point])[];
  readonly within: readonly Point[];
  /** Ends of edges on which the way ends: that which is not come to, and that which is. */
  readonly upper: readonly Point[];
  readonly lower: readonly Point[];
}

function areaAround({ vertices, leaving }: Network, { costs, last }: Costs, most: number): Area {
  const lines: (readonly [Point, Point])[] = [];
  const ends: Point[] = [];
  const whole = new Set<number>();
  costs.forEach((cost, vertex) => {
    if (cost > most) return;
    whole.add(vertex);
    const from = vertices.at(vertex);
    for (const edge of leaving[vertex]!) {
      const to = vertices.at(edge.to);
      if (cost + edge.cost <= most) {
        whole.add(edge.to);
        lines.push([from, to]);
      } else {
        const end = between(from, to, (most - cost) / edge.cost);
        ends.push(end);
        lines.push([from, end]);
      }
    }
  });
  const cut = [...last].flatMap((edge, vertex): Edge[] =>
    edge !== undefined && costs[vertex]! > most && costs[edge.from]! <= most ? [edge] : [],
  );
  return {
    lines,
    within: [...ends, ...[...whole].toSorted((a, b) => a - b).map((vertex) => vertices.at(vertex))],
    upper: cut.map(({ to }) => vertices.at(to)),
    lower: cut.map(({ from }) => vertices.at(from)),
  };
}

function between([x, y]: Point, [toX, toY]: Point, share: number): Point {
  return [x + (toX - x) * share, y + (toY - y) * share];
}

function addPoints(builder: GeometryBuilder, points: readonly Point[]): void {
  builder.beginFeature(Kind.MultiPoint);
  for (const point of points) {
    builder.beginPart(Kind.Point);
    builder.beginRing();
    builder.addVertex(...point);
  }
  builder.endFeature();
}

function addLines(builder: GeometryBuilder, lines: Area["lines"]): void {
  builder.beginFeature(Kind.MultiLineString);
  for (const [from, to] of lines) {
    builder.beginPart(Kind.LineString);
    builder.beginRing();
    builder.addVertex(...from);
    builder.addVertex(...to);
  }
  builder.endFeature();
}
