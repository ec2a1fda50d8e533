import { planChunks } from "../chunks.ts";
import { inputOf } from "../setup.ts";
import type { PairAlgorithm } from "../shapes.ts";
import { featureInput, joinFeatures, mainOf, openSink, type Part, unlessLeftOut } from "./feature.ts";
import { FeatureRef } from "./feature-ref.ts";
import { Others } from "./others.ts";
import { APPENDING, type Runner } from "./runner.ts";
import { makeIndex, type SharedIndex } from "./spatial-index.ts";

/** Features between two clearings of what was read of the other layer. */
const BLOCK = 500;

interface PreparedPair {
  readonly index: SharedIndex;
  readonly own: unknown;
}

export const pairRunner: Runner<PairAlgorithm> = {
  prepare: (algorithm, setup, tools): PreparedPair => ({
    own: algorithm.prepare?.(setup, tools),
    index: makeIndex(inputOf(setup, algorithm.with).geometry),
  }),
  ranges: (algorithm, { setup }) => planChunks(mainOf(algorithm, setup).geometry, algorithm.maxChunks),
  run(algorithm, work, prepared): Part {
    const { own, index: shared } = prepared as PreparedPair;
    const { engine } = work.tools;
    const sink = openSink(algorithm, work);
    const step = algorithm.open(work.setup, work.tools, own);
    const others = new Others(work, algorithm.with, shared);
    const find = algorithm.find?.(work.setup);
    const input = featureInput(algorithm);
    work.eachBlock(BLOCK, (each) =>
      others.scope(() =>
        each((index, share) => {
          const feature = new FeatureRef(work, input, index, share);
          const { bounds } = feature;
          const near = bounds === undefined ? [] : find === undefined ? others.meeting(bounds) : find(feature, others);
          sink.comesFrom(index);
          engine.scope(() => unlessLeftOut(() => step(feature, near, sink)));
        }),
      ),
    );
    return sink.finish(algorithm.others ?? []);
  },
  join: (algorithm, parts, { setup }) => joinFeatures(algorithm, parts as readonly Part[], setup),
  joinShare: () => APPENDING,
};
