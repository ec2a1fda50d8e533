import { checkCondition } from "../../expressions/compile.ts";
import { SpatialError } from "../../errors.ts";
import { takeColumns } from "../../layers/attributes.ts";
import { GeometryBuilder } from "../../geometry/builder.ts";
import { boundsOf } from "../../geometry/bounds.ts";
import { type GeometryColumn, Kind } from "../../geometry/column.ts";
import type { EngineGeometry } from "../../geometry/engine-geometry.ts";
import { featureArea, featureLength } from "../../geometry/measures.ts";
import type { ValuesOf } from "../../schema/parameter.ts";
import { choice } from "../../schema/types/choice.ts";
import { expression } from "../../schema/types/expression.ts";
import { layer } from "../../schema/types/layer.ts";
import { number } from "../../schema/types/number.ts";
import { checkKinds } from "../check-kinds.ts";
import { makeIndex, openIndex } from "../runners/spatial-index.ts";
import { inputOf, type Setup, type Tools } from "../setup.ts";
import type { WholeAlgorithm } from "../shapes.ts";
import { columnOf } from "../vector-overlay/union-around.ts";

const parameters = {
  input: layer({ doc: "Polygons" }),
  maxArea: number({ optional: true, min: 0, doc: "In squared layer units: what is smaller is eliminated" }),
  expression: expression({
    optional: true,
    condition: true,
    doc: "What is true of those to eliminate, instead of an area",
  }),
  mode: choice(["largest-area", "smallest-area", "largest-common-boundary"], {
    default: "largest-common-boundary",
    doc: "Which of the neighbours takes one up",
  }),
};
type Table = typeof parameters;

export const eliminateSlivers: WholeAlgorithm<Table> = {
  shape: "whole",
  name: "eliminateSlivers",
  id: "eliminateslivers",
  title: "Eliminate slivers",
  group: "Vector geometry",
  doc:
    "Unites small polygons, or those of which an expression is true, with a neighbour that they share a border with, which keeps its attributes: " +
    "the largest one, the smallest, or that with the longest common border. One that has only neighbours of its own kind waits until one " +
    "of these is taken up; what has no neighbour at all stays, with a warning. The order of the others is kept. (QGIS's eliminateselectedpolygons, " +
    "which goes by what is selected.)",
  tags: ["eliminate", "sliver", "dissolve", "merge", "small", "gap", "clean"],
  example: "%eliminate-slivers countries --expression '\"area\" < 2' --as clean",
  parameters,
  run(setup, tools) {
    const data = inputOf(setup, "input");
    checkKinds("input", data.geometry, [Kind.Polygon]);
    const merging = new Merging(data.geometry, setup.values.mode, tools);
    let waiting = wanted(setup, tools);
    const isWaiting = new Set(waiting);
    for (let before = -1; waiting.length > 0 && waiting.length !== before;) {
      before = waiting.length;
      // those that were taken up in this round are neighbours in the next
      const taken = waiting.filter((row) => merging.takeUp(row, (other) => !isWaiting.has(other)));
      for (const row of taken) isWaiting.delete(row);
      waiting = waiting.filter((row) => isWaiting.has(row));
    }
    if (waiting.length > 0)
      tools.feedback.log("warning", `${waiting.length} polygons have no neighbour to be united with and stay.`);
    const rows = Uint32Array.from({ length: data.geometry.length }, (_, row) => row).filter(
      (row) => !merging.isGone(row),
    );
    return { layer: { ...data, geometry: merging.geometries(rows), columns: takeColumns(data.columns, rows) } };
  },
};

function wanted(setup: Setup<Table>, { engine }: Tools): readonly number[] {
  const data = inputOf(setup, "input");
  const { maxArea, expression: condition } = setup.values;
  if ((maxArea === undefined) === (condition === undefined))
    throw new SpatialError(
      "BAD_ARGUMENT",
      "eliminateSlivers: give either maxArea or expression, which says what is eliminated.",
    );
  const rows = Array.from({ length: data.geometry.length }, (_, row) => row);
  if (maxArea !== undefined)
    return rows.filter((row) => data.geometry.kinds[row] !== Kind.Null && featureArea(data.geometry, row) < maxArea);
  const bound = checkCondition(condition!, { fields: data.fields }).bind(data, { engine, crs: data.crs });
  return [...bound.where(0, data.geometry.length)].filter((row) => data.geometry.kinds[row] !== Kind.Null);
}

type Mode = ValuesOf<Table>["mode"];

/** Polygons that take others up. */
class Merging {
  readonly #column: GeometryColumn;
  readonly #mode: Mode;
  readonly #tools: Tools;
  readonly #index: ReturnType<typeof openIndex>;
  /** Of those that have taken up others. */
  readonly #grown = new Map<number, GeometryColumn>();
  /** What has taken one up, which may be gone itself. */
  readonly #into = new Map<number, number>();

  constructor(column: GeometryColumn, mode: Mode, tools: Tools) {
    this.#column = column;
    this.#mode = mode;
    this.#tools = tools;
    this.#index = openIndex(makeIndex(column));
  }

  isGone(row: number): boolean {
    return this.#into.has(row);
  }

  /** Whether one of the neighbours took it up. @param mayTake whether one may do so */
  takeUp(row: number, mayTake: (row: number) => boolean): boolean {
    const { engine, feedback } = this.#tools;
    feedback.throwIfCanceled();
    return engine.scope(() => {
      const own = this.#read(row);
      const found = this.#best(row, own, mayTake);
      if (found === undefined) return false;
      this.#grown.set(found, columnOf(engine.union([this.#read(found), own]), engine));
      this.#into.set(row, found);
      return true;
    });
  }

  geometries(rows: Uint32Array): GeometryColumn {
    const builder = new GeometryBuilder();
    for (const row of rows) {
      const grown = this.#grown.get(row);
      builder.addFrom(grown ?? this.#column, grown === undefined ? row : 0);
    }
    return builder.finish();
  }

  #best(row: number, own: EngineGeometry, mayTake: (row: number) => boolean): number | undefined {
    const { engine } = this.#tools;
    let [best, most] = [undefined as number | undefined, -Infinity];
    const box = boundsOf(this.#place(row));
    for (const near of box === undefined ? [] : (this.#index?.search(...box) ?? []).toSorted((a, b) => a - b)) {
      const other = this.#owner(near);
      if (other === row || !mayTake(other)) continue;
      const common = featureLength(columnOf(engine.intersection(own, this.#read(other)), engine), 0);
      if (!(common > 0)) continue;
      const size = this.#mode === "largest-common-boundary" ? common : featureArea(this.#place(other), 0);
      const rank = this.#mode === "smallest-area" ? -size : size;
      if (rank > most) [best, most] = [other, rank];
    }
    return best;
  }

  /** What a polygon has become a part of. */
  #owner(row: number): number {
    let owner = row;
    for (let next = this.#into.get(owner); next !== undefined; next = this.#into.get(owner)) owner = next;
    return owner;
  }

  #place(row: number): GeometryColumn {
    const grown = this.#grown.get(row);
    if (grown !== undefined) return grown;
    const builder = new GeometryBuilder();
    builder.addFrom(this.#column, row);
    return builder.finish();
  }

  #read(row: number): EngineGeometry {
    return this.#tools.engine.read(this.#place(row), 0);
  }
}
