import type { LayerData } from "../../layers/layer-data.ts";
import { appendParts } from "../append-parts.ts";
import { planChunks } from "../chunks.ts";
import type { RangesAlgorithm } from "../shapes.ts";
import { mainOf } from "./feature.ts";
import { APPENDING, type Runner } from "./runner.ts";

export const rangesRunner: Runner<RangesAlgorithm> = {
  ranges: (algorithm, { setup }) => planChunks(mainOf(algorithm, setup).geometry, algorithm.maxChunks),
  run: (algorithm, work, prepared) => algorithm.run(work, prepared),
  join: (algorithm, parts, { setup, prepared }, tools) =>
    algorithm.combine?.(parts as readonly LayerData[], setup, tools, prepared) ??
    appendParts(parts as readonly LayerData[]),
  joinShare: ({ joinShare = APPENDING }) => joinShare,
};
