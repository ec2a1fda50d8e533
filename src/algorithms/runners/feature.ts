import { concatColumns } from "../../geometry/append.ts";
import { Kind } from "../../geometry/column.ts";
import { concatColumns as concatAttributes } from "../../layers/attributes.ts";
import type { LayerData } from "../../layers/layer-data.ts";
import { layerInputs } from "../algorithm.ts";
import { planChunks } from "../chunks.ts";
import { inputOf, type Setup } from "../setup.ts";
import type { FeatureAlgorithm } from "../shapes.ts";
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
    return sink.finish(algorithm.others ?? []);
  },
  join: (algorithm, parts, { setup }) => joinFeatures(algorithm, parts as readonly Part[], setup),
  joinShare: () => APPENDING,
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
