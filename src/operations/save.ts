import { endingsTo } from "../formats/registry.ts";
import { file } from "../schema/types/file.ts";
import { layer } from "../schema/types/layer.ts";
import { formatParameters, formatValues } from "./format-parameters.ts";
import type { PlannedOperation } from "./operation.ts";
import { runOptions } from "./run-options.ts";

/** What was written. */
export interface Saved {
  readonly path: string;
  readonly features: number;
  readonly bytes: number;
}

const parameters = {
  input: layer({ doc: "A layer's name, or a variable with a layer or task." }),
  path: file({ word: true, doc: "Relative to the notebook.", endings: endingsTo("write") }),
};

export const save: PlannedOperation<typeof parameters> = {
  name: "save",
  id: "mapcell:save",
  title: "Save layer",
  group: "Layers",
  doc: "Writes a layer to a file. The ending tells the format; a failed save leaves the old file as it was.",
  tags: ["write", "export", "store"],
  example: "%save near near.fgb",
  parameters: { ...parameters, ...formatParameters("write") },
  results: "file",
  runOptions: runOptions(),
  plan(call) {
    const { path } = call.values;
    const { label, data } = call.input("input");
    const options = { baseDir: call.baseDir, name: label, own: formatValues("write", call) };
    return {
      description: `save ${label}`,
      job: { stages: [() => [{ kind: "save", payload: { data: data(), path, options } }]] },
      map: (answer): Saved => ({ path, ...(answer as Omit<Saved, "path">) }),
    };
  },
};
