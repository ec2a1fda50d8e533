import { concatColumns } from "../../geometry/append.ts";
import { GeometryBuilder } from "../../geometry/builder.ts";
import { type GeometryColumn, Kind } from "../../geometry/column.ts";
import type { EngineGeometry } from "../../geometry/engine-geometry.ts";
import type { LayerData } from "../../layers/layer-data.ts";
import { layerInputs } from "../algorithm.ts";
import { planChunks } from "../chunks.ts";
import { inputOf, type Setup, type Tools } from "../setup.ts";
import type { FeatureAlgorithm } from "../shapes.ts";
import { uniteInOrder } from "../union-tree.ts";
import { FeatureRef, LeftOut } from "./feature-ref.ts";
import { asMulti, FeatureSink } from "./feature-sink.ts";
import type { RangeWork } from "./range-work.ts";
import { APPENDING, type Runner } from "./runner.ts";
import { joinedSources, rowsOf } from "./taken-rows.ts";

/** What one range answers: the results, and the features that they come from. */
export interface Part {
  readonly geometry: GeometryColumn;
  readonly sources: Uint32Array;
}

export const featureRunner: Runner<FeatureAlgorithm> = {
  ranges: (algorithm, { setup }) => planChunks(mainOf(algorithm, setup).geometry, algorithm.maxChunks),
  run(algorithm, work, prepared): Part {
    const sink = new FeatureSink(work.tools.engine);
    const step = algorithm.open(work.setup, work.tools, prepared);
    const input = featureInput(algorithm);
    const isUnited = algorithm.unites?.(work.setup.values) === true;
    work.each((index, share) => {
      const feature = new FeatureRef(work, input, index, share);
      sink.comesFrom(index);
      if (feature.kind !== Kind.Null) work.tools.engine.scope(() => unlessLeftOut(() => step(feature, sink)));
      else if (!isUnited) sink.addNull();
    });
    return isUnited ? unitedPart(finishParts(sink), work) : finishParts(sink);
  },
  join(algorithm, parts, { setup }, tools) {
    const joined = joinFeatures(algorithm, parts as readonly Part[], setup);
    return algorithm.unites?.(setup.values) === true ? oneFeature(algorithm, joined, { setup, tools }) : joined;
  },
  // measured with two lanes: 0.06 and 0.02
  joinShare: (algorithm, values) => (algorithm.unites?.(values) === true ? 0.15 : APPENDING),
};

type OfFeatures = Pick<FeatureAlgorithm, "parameters" | "multi">;

export function mainOf(algorithm: OfFeatures, setup: Setup): LayerData {
  return inputOf(setup, layerInputs(algorithm)[0]!.name);
}

/** The layer that it goes over. */
export function featureInput(algorithm: OfFeatures): { readonly input: string; readonly needsValid: boolean } {
  const { name, valid } = layerInputs(algorithm)[0]!;
  return { input: name, needsValid: valid };
}

/** Does nothing more for a feature that the invalid-geometry policy leaves out. */
export function unlessLeftOut(work: () => void): void {
  try {
    work();
  } catch (error) {
    if (!(error instanceof LeftOut)) throw error;
  }
}

export function finishParts(sink: FeatureSink): Part {
  return { geometry: sink.finish(), sources: Uint32Array.from(sink.sources) };
}

/** All results in their order, with the attributes of the features that they come from. */
export function joinFeatures(algorithm: OfFeatures, parts: readonly Part[], setup: Setup): LayerData {
  const data = mainOf(algorithm, setup);
  const geometry = concatColumns(parts.map((part) => part.geometry));
  const columns = rowsOf(data, joinedSources(parts));
  return { ...data, geometry: algorithm.multi === undefined ? geometry : asMulti(geometry, algorithm.multi), columns };
}

/** The union of a range's results, as one feature, or none. */
function unitedPart({ geometry, sources }: Part, { tools }: RangeWork): Part {
  if (geometry.length === 0) return { geometry, sources };
  return { geometry: united(geometry, tools), sources: sources.subarray(0, 1) };
}

function united(column: GeometryColumn, tools: Tools, progress?: (fraction: number) => void): GeometryColumn {
  return tools.engine.scope(() => {
    const members: EngineGeometry[] = [];
    for (let i = 0; i < column.length; i++) members.push(tools.engine.read(column, i));
    const builder = new GeometryBuilder();
    tools.engine.write(uniteInOrder(members, tools, progress), builder);
    return builder.finish();
  });
}

/** As in QGIS the one feature has the attributes of the layer's first; of nothing there is none. */
function oneFeature(
  algorithm: FeatureAlgorithm,
  pieces: LayerData,
  { setup, tools }: { readonly setup: Setup; readonly tools: Tools },
): LayerData {
  const progress = (fraction: number): void => tools.feedback.progress(fraction, "dissolving");
  const geometry = pieces.geometry.length < 2 ? pieces.geometry : united(pieces.geometry, tools, progress);
  const columns = rowsOf(mainOf(algorithm, setup), new Uint32Array(geometry.length));
  return { ...pieces, geometry: asMulti(geometry, algorithm.multi), columns };
}
