import { Kind } from "../../geometry/column.ts";
import type { EngineGeometry } from "../../geometry/engine-geometry.ts";
import type { GeometryEngine } from "../../geometry/engine.ts";
import { layer } from "../../schema/types/layer.ts";
import { text } from "../../schema/types/text.ts";
import type { FeatureRef } from "../runners/feature-ref.ts";
import type { FeatureSink } from "../runners/feature-sink.ts";
import type { OtherFeature } from "../runners/others.ts";
import { inputOf, type Setup } from "../setup.ts";
import type { PairAlgorithm } from "../shapes.ts";
import { hasPartsOfKind } from "../parts.ts";
import { checkDimensions } from "./check-dimensions.ts";
import { MAX_DEVIATION } from "./max-deviation.ts";
import { overlaidFields } from "./overlaid-fields.ts";
import { addIntersections, addOfKind, addRemainder, overlaidKind, remainder } from "./overlay-steps.ts";
import { columnOf } from "./union-around.ts";

const parameters = {
  input: layer({ validity: "valid", doc: "Points, lines or polygons" }),
  overlay: layer({
    optional: true,
    validity: "valid",
    doc: "Features of the same kind; without it the input's overlaps become features of their own",
  }),
  overlayFieldsPrefix: text({ optional: true, doc: "Goes before the names of the overlay's fields" }),
  maxDeviation: MAX_DEVIATION,
};
type Table = typeof parameters;

export const union: PairAlgorithm<Table> = {
  shape: "pair",
  name: "union",
  id: "native:union",
  title: "Union",
  group: "Vector overlay",
  doc:
    "Both layers cut at each other's borders: what two features have in common, with the attributes of both, and what " +
    "lies in one layer alone, with the fields of the other null. First come the pieces of the input's features, then what " +
    "is left of the overlay's. Without an overlay the input is cut at its own: where features overlap there is the same " +
    "piece once for each of them. Features without geometry stay. The result is multi-part. (To make one geometry of " +
    "all there is dissolve.)",
  tags: ["overlay", "or", "combine", "overlaps", "planar"],
  example: "%union countries near --overlay-fields-prefix near_ --as pieces",
  parameters,
  with: "overlay",
  multi: Kind.GeometryCollection,
  prepare(setup) {
    const { geometry } = inputOf(setup, "input");
    checkDimensions("union", geometry, setup.inputs["overlay"]?.geometry ?? geometry);
  },
  layout: (setup) => resultFields(setup).layout,
  open(setup, { engine }) {
    if (setup.inputs["overlay"] === undefined)
      return (feature, near, out) => addOverlaps(feature, { near, engine, out });
    const { valuesOf } = resultFields(setup);
    return (feature, near, out) => {
      addIntersections(feature, { near, engine, out }, valuesOf);
      addRemainder(feature, { near, engine, out });
    };
  },
  openBack(setup, { engine }) {
    const { valuesOf } = resultFields(setup);
    return (feature, near, out) => addRemainder(feature, { near, engine, out }, valuesOf(feature.index));
  },
};

function resultFields(setup: Setup<Table>) {
  return overlaidFields(setup, { prefix: setup.values.overlayFieldsPrefix });
}

interface Piece {
  readonly geometry: EngineGeometry;
  /** Besides the feature itself. */
  readonly members: readonly number[];
}

/**
 * Pieces that several features of the layer have in common are made by the first of them, for all of them: they are the
 * same to the last bit.
 */
function addOverlaps(
  feature: FeatureRef,
  { near, engine, out }: { near: readonly OtherFeature[]; engine: GeometryEngine; out: FeatureSink },
): void {
  const kind = overlaidKind(feature);
  if (kind === undefined) {
    out.addNull();
    return;
  }
  const before = near.filter(({ index }) => index < feature.index);
  const left = remainder(feature, before, engine);
  if (left === undefined) return;
  const isSome = ({ geometry }: Piece): boolean => hasPartsOfKind(columnOf(geometry, engine), 0, kind);
  let pieces: readonly Piece[] = [{ geometry: left, members: [] }].filter(isSome);
  for (const other of near) {
    if (other.index <= feature.index) continue;
    pieces = pieces.flatMap((piece) => cutBy(piece, other, engine)).filter(isSome);
  }
  for (const { geometry, members } of pieces) {
    const column = columnOf(geometry, engine);
    for (const member of [feature.index, ...members]) {
      out.comesFrom(member);
      addOfKind(out, column, kind);
    }
  }
}

function cutBy(piece: Piece, { index, geometry, prepared }: OtherFeature, engine: GeometryEngine): readonly Piece[] {
  if (!prepared.test("intersects", piece.geometry)) return [piece];
  return [
    { geometry: engine.intersection(piece.geometry, geometry), members: [...piece.members, index] },
    { geometry: engine.difference(piece.geometry, geometry), members: piece.members },
  ];
}
