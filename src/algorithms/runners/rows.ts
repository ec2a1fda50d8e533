import { takeColumn } from "../../geometry/append.ts";
import { concatColumns } from "../../layers/attributes.ts";
import type { AttributeColumn, LayerData } from "../../layers/layer-data.ts";
import { planChunks } from "../chunks.ts";
import type { RowField, RowsAlgorithm } from "../shapes.ts";
import { mainOf } from "./feature.ts";
import { APPENDING, type Runner } from "./runner.ts";
import { isWhole, joinedSources, rowsOf } from "./taken-rows.ts";

interface Part {
  readonly sources: Uint32Array;
  readonly made: readonly AttributeColumn[];
}

export const rowsRunner: Runner<RowsAlgorithm> = {
  ranges: (algorithm, { setup }) => planChunks(mainOf(algorithm, setup).geometry, algorithm.maxChunks),
  run(algorithm, { setup, tools, start, end }, prepared): Part {
    tools.feedback.throwIfCanceled();
    const { rows, made = [] } = algorithm.open(setup, tools, prepared)(start, end);
    return { made, sources: rows ?? Uint32Array.from({ length: end - start }, (_, i) => start + i) };
  },
  join(algorithm, parts, { setup }) {
    const data = mainOf(algorithm, setup);
    const given = parts as readonly Part[];
    const sources = joinedSources(given);
    const made = concatColumns(given.map((part) => part.made));
    const layer = taken(data, algorithm.fields(setup), { sources, made });
    if (algorithm.others?.includes("rest") !== true) return { layer };
    const own = data.fields.map(({ name, type }, from) => ({ name, type, from }));
    return {
      layer,
      others: { rest: taken(data, own, { sources: complement(sources, data.geometry.length), made: [] }) },
    };
  },
  joinShare: () => APPENDING,
};

/** The rows of a layer, with these fields. */
function taken(data: LayerData, fields: readonly RowField[], { sources, made }: Part): LayerData {
  const geometry = isWhole(sources, data.geometry.length) ? data.geometry : takeColumn(data.geometry, sources);
  const own = rowsOf(data, sources);
  let next = 0;
  const columns = fields.map(({ from }) => (from === undefined ? made[next++]! : own[from]!));
  return { ...data, geometry, fields: fields.map(({ name, type }) => ({ name, type })), columns };
}

function complement(sources: Uint32Array, length: number): Uint32Array {
  const isTaken = new Uint8Array(length);
  for (const source of sources) isTaken[source] = 1;
  return Uint32Array.from({ length }, (_, i) => i).filter((i) => isTaken[i] === 0);
}
