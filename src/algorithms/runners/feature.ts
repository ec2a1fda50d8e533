import { concatColumns } from "../../geometry/append.ts";
import { type GeometryKind, Kind } from "../../geometry/column.ts";
import { concatColumns as concatAttributes } from "../../layers/attributes.ts";
import type { Field, LayerData } from "../../layers/layer-data.ts";
import { layerInputs } from "../algorithm.ts";
import { planChunks } from "../chunks.ts";
import { inputOf, type Setup } from "../setup.ts";
import type { FeatureAlgorithm, PairAlgorithm, RowField } from "../shapes.ts";
import { FeatureRef, LeftOut } from "./feature-ref.ts";
import { asMulti, FeatureSink, type SinkPart } from "./feature-sink.ts";
import type { RangeWork } from "./range-work.ts";
import { APPENDING, type Runner } from "./runner.ts";
import { joinedSources, rowsOf } from "./taken-rows.ts";

/** What one range answers, by output. */
export type FeaturePart = Readonly<Record<string, SinkPart>>;

export const featureRunner: Runner<FeatureAlgorithm> = {
  ranges: (algorithm, { setup }) => planChunks(mainOf(algorithm, setup).geometry, algorithm.maxChunks),
  run(algorithm, work, prepared): FeaturePart {
    const sink = openSink(algorithm, work);
    const step = algorithm.open(work.setup, work.tools, prepared);
    const input = featureInput(algorithm);
    const keepsNull = algorithm.unites?.(work.setup.values) !== true && algorithm.leavesOutNull !== true;
    work.each((index, share) => {
      const feature = new FeatureRef(work, input, index, share);
      sink.comesFrom(index);
      if (feature.kind !== Kind.Null) work.tools.engine.scope(() => unlessLeftOut(() => step(feature, sink)));
      else if (keepsNull) sink.keep();
    });
    return sink.finish(algorithm.others ?? []);
  },
  join: (algorithm, parts, { setup }) => joinFeatures(algorithm, parts as readonly FeaturePart[], setup),
  joinShare: () => APPENDING,
};

type OfFeatures = Pick<FeatureAlgorithm, "parameters" | "multi" | "fields" | "others"> & Pick<PairAlgorithm, "layout">;

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
  return new FeatureSink({ engine: tools.engine, layer, fields: madeFields(algorithm, setup) });
}

/** Fields of the result whose values come with each result. */
function madeFields(algorithm: OfFeatures, setup: Setup): readonly Field[] {
  return algorithm.layout?.(setup).filter(({ from }) => from === undefined) ?? algorithm.fields?.(setup) ?? [];
}

/** All fields of the first output. */
function layoutOf(algorithm: OfFeatures, setup: Setup): readonly RowField[] {
  const { fields } = mainOf(algorithm, setup);
  return algorithm.layout?.(setup) ?? [...fields.map(ownField), ...madeFields(algorithm, setup)];
}

function ownField(field: Field, from: number): RowField {
  return { ...field, from };
}

/** All results in their order, with the attributes of the features that they come from. */
export function joinFeatures(algorithm: OfFeatures, parts: readonly FeaturePart[], setup: Setup) {
  const partsOf = (output: string): readonly SinkPart[] => parts.map((part) => part[output]!);
  const data = mainOf(algorithm, setup);
  const layer = joinOutput(data, partsOf("layer"), layoutOf(algorithm, setup), algorithm.multi);
  // another output has the fields of the layer alone
  const own = data.fields.map(ownField);
  const others = Object.fromEntries(
    (algorithm.others ?? []).map((name) => [name, joinOutput(data, partsOf(name), own, algorithm.multi)]),
  );
  return { layer, others };
}

function joinOutput(
  data: LayerData,
  parts: readonly SinkPart[],
  layout: readonly RowField[],
  multi: GeometryKind | undefined,
): LayerData {
  const geometry = concatColumns(parts.map((part) => part.geometry));
  const made = concatAttributes(parts.map((part) => part.made));
  const own = rowsOf(data, joinedSources(parts));
  let next = 0;
  return {
    ...data,
    geometry: multi === undefined ? geometry : asMulti(geometry, multi),
    fields: layout.map(({ name, type }) => ({ name, type })),
    columns: layout.map(({ from }) => (from === undefined ? made[next++]! : own[from]!)),
  };
}
