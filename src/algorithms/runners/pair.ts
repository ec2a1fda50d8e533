import { planChunks } from "../chunks.ts";
import { inputOf, type Setup } from "../setup.ts";
import type { PairAlgorithm } from "../shapes.ts";
import { featureInput, joinFeatures, mainOf, openSink, type FeaturePart, unlessLeftOut } from "./feature.ts";
import { FeatureRef } from "./feature-ref.ts";
import { Others } from "./others.ts";
import type { RangeWork } from "./range-work.ts";
import { APPENDING, type Runner } from "./runner.ts";
import { makeIndex, type SharedIndex } from "./spatial-index.ts";
import { NO_SOURCE } from "./taken-rows.ts";

/** Features between two clearings of what was read of the other layer. */
const BLOCK = 500;

interface PreparedPair {
  readonly index: SharedIndex;
  /** Of the input, where the features of the other layer have their turn too. */
  readonly back: SharedIndex;
  readonly own: unknown;
}

export const pairRunner: Runner<PairAlgorithm> = {
  prepare: (algorithm, setup, tools): PreparedPair => ({
    own: algorithm.prepare?.(setup, tools),
    index: makeIndex(inputOf(setup, otherName(algorithm, setup)).geometry),
    back: goesBack(algorithm, setup) ? makeIndex(mainOf(algorithm, setup).geometry) : undefined,
  }),
  ranges(algorithm, { setup }) {
    const { geometry } = mainOf(algorithm, setup);
    const own = planChunks(geometry, algorithm.maxChunks);
    if (!goesBack(algorithm, setup)) return own;
    const back = planChunks(inputOf(setup, algorithm.with).geometry, algorithm.maxChunks);
    // those of the other layer are counted on from those of the input
    return [...own, ...back.map(([start, end]) => [start + geometry.length, end + geometry.length] as const)];
  },
  run(algorithm, work, prepared): FeaturePart {
    const { own, index, back } = prepared as PreparedPair;
    const { setup, tools } = work;
    const { length } = mainOf(algorithm, setup).geometry;
    if (goesBack(algorithm, setup) && work.start >= length) {
      const { input, needsValid } = featureInput(algorithm);
      const of = { input: algorithm.with, needsValid };
      const step = algorithm.openBack!(setup, tools, own);
      return overAll(algorithm, work, { step, of, others: new Others(work, input, back), before: length });
    }
    const step = algorithm.open(setup, tools, own);
    const others = new Others(work, otherName(algorithm, setup), index);
    return overAll(algorithm, work, { step, of: featureInput(algorithm), others });
  },
  join: (algorithm, parts, { setup }) => joinFeatures(algorithm, parts as readonly FeaturePart[], setup),
  joinShare: () => APPENDING,
};

interface Pass {
  readonly step: ReturnType<PairAlgorithm["open"]>;
  readonly of: ReturnType<typeof featureInput>;
  readonly others: Others;
  /** Of the features of the other layer: how many the input has, which are counted before them. */
  readonly before?: number;
}

function overAll(algorithm: PairAlgorithm, work: RangeWork, { step, of, others, before }: Pass): FeaturePart {
  const { engine } = work.tools;
  const sink = openSink(algorithm, work);
  const find = algorithm.find?.(work.setup);
  work.eachBlock(BLOCK, (each) =>
    others.scope(() =>
      each((index, share) => {
        const feature = new FeatureRef(work, of, index - (before ?? 0), share);
        const { bounds } = feature;
        const near = bounds === undefined ? [] : find === undefined ? others.meeting(bounds) : find(feature, others);
        sink.comesFrom(before === undefined ? index : NO_SOURCE);
        engine.scope(() => unlessLeftOut(() => step(feature, near, sink)));
      }),
    ),
  );
  return sink.finish(algorithm.others ?? []);
}

/** The input that has the others: where it is optional and not given, the layer itself. */
function otherName(algorithm: PairAlgorithm, { inputs }: Setup): string {
  return inputs[algorithm.with] === undefined ? featureInput(algorithm).input : algorithm.with;
}

function goesBack(algorithm: PairAlgorithm, { inputs }: Setup): boolean {
  return algorithm.openBack !== undefined && inputs[algorithm.with] !== undefined;
}
