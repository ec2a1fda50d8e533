import { concatColumns, sliceColumn } from "../../geometry/append.ts";
import type { GeometryColumn } from "../../geometry/column.ts";
import { planChunks } from "../chunks.ts";
import type { CoordinatesAlgorithm } from "../shapes.ts";
import { mainOf } from "./feature.ts";
import { APPENDING, type Runner } from "./runner.ts";

export const coordinatesRunner: Runner<CoordinatesAlgorithm> = {
  ranges: (algorithm, { setup }) => planChunks(mainOf(algorithm, setup).geometry, algorithm.maxChunks),
  run(algorithm, { setup, start, end, tools }, prepared): GeometryColumn {
    tools.feedback.throwIfCanceled();
    return algorithm.open(setup, prepared)(sliceColumn(mainOf(algorithm, setup).geometry, start, end));
  },
  join(algorithm, parts, { setup }) {
    const data = mainOf(algorithm, setup);
    const crs = algorithm.crs?.(setup.values) ?? data.crs;
    return { layer: { ...data, crs, geometry: concatColumns(parts as readonly GeometryColumn[]) } };
  },
  joinShare: () => APPENDING,
};
