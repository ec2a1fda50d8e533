import { concatColumns } from "../../geometry/append.ts";
import { GeometryBuilder } from "../../geometry/builder.ts";
import { type GeometryColumn, Kind } from "../../geometry/column.ts";
import type { EngineGeometry } from "../../geometry/engine-geometry.ts";
import { concatColumns as concatAttributes } from "../../layers/attributes.ts";
import type { LayerData } from "../../layers/layer-data.ts";
import { layerInputs } from "../algorithm.ts";
import { planChunks } from "../chunks.ts";
import type { Outputs } from "../outputs.ts";
import { inputOf, type Setup, type Tools } from "../setup.ts";
import type { FeatureAlgorithm } from "../shapes.ts";
import { uniteInOrder } from "../union-tree.ts";
import { FeatureRef, LeftOut } from "./feature-ref.ts";
import { asMulti, FeatureSink, type SinkPart } from "./feature-sink.ts";
import type { RangeWork } from "./range-work.ts";
import { APPENDING, type Runner } from "./runner.ts";
import { joinedSources, rowsOf } from "./taken-rows.ts";

/** What one range answers, by output. */
export type Part = Readonly<Record<string, SinkPart>>;

export const featureRunner: Runner<FeatureAlgorithm> = {
  ranges: (algorithm, { setup }) => planChunks(mainOf(algorithm, setup).geometry, algorithm.maxChunks),
  run(algorithm, work, prepared): Part {
    const sink = openSink(algorithm, work);
    const step = algorithm.open(work.setup, work.tools, prepared);
    const input = featureInput(algorithm);
    const isUnited = algorithm.unites?.(work.setup.values) === true;
    work.each((index, share) => {
      const feature = new FeatureRef(work, input, index, share);
      sink.comesFrom(index);
      if (feature.kind !== Kind.Null) work.tools.engine.scope(() => unlessLeftOut(() => step(feature, sink)));
      else if (!isUnited) sink.keep();
    });
    const part = sink.finish(algorithm.others ?? []);
    return isUnited ? { layer: unitedPart(part["layer"]!, work) } : part;
  },
  join(algorithm, parts, { setup }, tools) {
    const joined = joinFeatures(algorithm, parts as readonly Part[], setup);
    return algorithm.unites?.(setup.values) === true ? oneFeature(algorithm, joined.layer, { setup, tools }) : joined;
  },
  // measured with two lanes: 0.06 and 0.02
  joinShare: (algorithm, values) => (algorithm.unites?.(values) === true ? 0.15 : APPENDING),
};

type OfFeatures = Pick<FeatureAlgorithm, "parameters" | "multi" | "fields" | "others">;

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

export function openSink(algorithm: OfFeatures, { setup, tools }: RangeWork): FeatureSink {
  const layer = mainOf(algorithm, setup).geometry;
  return new FeatureSink({ engine: tools.engine, layer, fields: algorithm.fields?.(setup) ?? [] });
}

/** All results in their order, with the attributes of the features that they come from. */
export function joinFeatures(algorithm: OfFeatures, parts: readonly Part[], setup: Setup) {
  const layerOf = (output: string): LayerData =>
    joinOutput(
      algorithm,
      parts.map((part) => part[output]!),
      setup,
    );
  const others = Object.fromEntries((algorithm.others ?? []).map((output) => [output, layerOf(output)]));
  return { layer: layerOf("layer"), others };
}

function joinOutput(algorithm: OfFeatures, parts: readonly SinkPart[], setup: Setup): LayerData {
  const data = mainOf(algorithm, setup);
  const geometry = concatColumns(parts.map((part) => part.geometry));
  const made = concatAttributes(parts.map((part) => part.made));
  // another output has the fields of the layer alone
  const fields = made.length === 0 ? [] : (algorithm.fields?.(setup) ?? []);
  return {
    ...data,
    geometry: algorithm.multi === undefined ? geometry : asMulti(geometry, algorithm.multi),
    fields: [...data.fields, ...fields],
    columns: [...rowsOf(data, joinedSources(parts)), ...made],
  };
}

/** The union of a range's results, as one feature, or none. */
function unitedPart(part: SinkPart, { tools }: RangeWork): SinkPart {
  const { geometry, sources } = part;
  if (geometry.length === 0) return part;
  return { geometry: united(geometry, tools), sources: sources.subarray(0, 1), made: [] };
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
): Outputs {
  const progress = (fraction: number): void => tools.feedback.progress(fraction, "dissolving");
  const geometry = pieces.geometry.length < 2 ? pieces.geometry : united(pieces.geometry, tools, progress);
  const columns = rowsOf(mainOf(algorithm, setup), new Uint32Array(geometry.length));
  return { layer: { ...pieces, geometry: asMulti(geometry, algorithm.multi), columns } };
}
