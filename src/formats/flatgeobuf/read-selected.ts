import type { Feedback } from "../../feedback.ts";
import type { LayerData } from "../../layers/layer-data.ts";
import type { Query } from "../query.ts";
import type { RandomSource } from "../sources/source.ts";
import { Damage } from "./flat-table.ts";
import { readFlatGeobuf } from "./read-flatgeobuf.ts";
import { type Selection, selectFeatures } from "./select-features.ts";

/** Reads a FlatGeobuf file, with its index where only the features within bounds are wanted. */
export async function readSelected(source: RandomSource, query: Query, feedback: Feedback): Promise<LayerData> {
  const selection = await selectedOf(source, query, feedback);
  if (selection === undefined) return readFlatGeobuf(source.stream(), query, feedback);
  return readFlatGeobuf(selection.source, query, feedback, selection.features);
}

/** Undefined where the file must be read from its start: then that says what is wrong with it. */
async function selectedOf(source: RandomSource, query: Query, feedback: Feedback): Promise<Selection | undefined> {
  try {
    return await selectFeatures(source, query);
  } catch (error) {
    if (!(error instanceof Damage)) throw error;
    feedback.log("warning", `The index of "${source.name}" is of no use (${error.message}); the whole file is read.`);
    return undefined;
  }
}
