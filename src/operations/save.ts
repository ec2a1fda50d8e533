import { SpatialError } from "../errors.ts";
import { isDatabaseAddress } from "../formats/postgis/connection-text.ts";
import { endingsTo } from "../formats/registry.ts";
import { boolean } from "../schema/types/boolean.ts";
import { file } from "../schema/types/file.ts";
import { layer } from "../schema/types/layer.ts";
import { formatParameters, formatValues } from "./format-parameters.ts";
import type { PlannedOperation } from "./operation.ts";
import { runOptions } from "./run-options.ts";
import { saveToDatabase } from "./save-database.ts";

/** What was written. */
export interface Saved {
  readonly path: string;
  readonly features: number;
  readonly bytes: number;
}

const parameters = {
  input: layer({ doc: "A layer's name, or a variable with a layer or task." }),
  path: file({
    word: true,
    doc: "Relative to the notebook, or postgis://NAME?table=….",
    endings: endingsTo("write"),
  }),
  replace: boolean({ doc: "Of a database: puts the table in the place of the one that is there." }),
};

export const save: PlannedOperation<typeof parameters> = {
  name: "save",
  id: "mapcell:save",
  title: "Save layer",
  group: "Layers",
  doc: "Writes a layer to a file, whose ending tells the format, or into a table of a PostGIS database. A failed save leaves what was there as it was.",
  tags: ["write", "export", "store"],
  example: "%save near near.fgb",
  parameters: { ...parameters, ...formatParameters("write") },
  results: "file",
  runOptions: runOptions(),
  plan(call) {
    const { path, replace } = call.values;
    if (isDatabaseAddress(path)) return saveToDatabase(call, path);
    if (replace)
      throw new SpatialError("BAD_ARGUMENT", "save: replace is for databases; a file is replaced in any case.");
    const { label, data } = call.input("input");
    const options = { baseDir: call.baseDir, name: label, own: formatValues("write", call) };
    return {
      description: `save ${label}`,
      job: { stages: [() => [{ kind: "save", payload: { data: data(), path, options } }]] },
      map: (answer): Saved => ({ path, ...(answer as Omit<Saved, "path">) }),
    };
  },
};
